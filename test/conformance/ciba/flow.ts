import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import * as oauth from "oauth4webapi";
import { type Page, ScriptLessBrowser } from "../../../demo/script-less-browser.ts";
import { CIBA } from "../../ciba.ts";
import { claimsOf, headerOf } from "../../client.ts";
import { type RequestKey, signRequest } from "../../request-objects.ts";
import { entropyOf } from "../entropy.ts";
import { randomText } from "../fapi/random-text.ts";
import { assertRefused } from "../fapi/refusals.ts";
import type { Changes, Deviations, Form, SuiteClient } from "../fapi/suite-client.ts";
import type { CibaServer } from "./ciba-server.ts";
import type { CibaVariant } from "./variant.ts";

/** How a request differs from one in order. */
export interface AskDeviations extends Deviations {
  /** Of the claims in the request object; undefined takes one out. */
  readonly claims?: Changes;
  readonly key?: Pick<RequestKey, "algorithm" | "privateKey" | "jwk">;
  /** Makes of the signed request what is sent. */
  readonly altered?: (object: string) => string;
  /** Sends the claims as parameters. */
  readonly unsigned?: boolean;
  /** What stands beside the request. */
  readonly beside?: Form;
}

/** What the server has answered, with the link that it leaves to the client to bring to the user (contract §11.2). */
export type Asked = oauth.BackchannelAuthenticationResponse & { readonly auth_url: string };

/** One authentication of a user who is elsewhere, from the request to the protected resource. */
export class BackchannelFlow {
  readonly client: SuiteClient;
  readonly server: CibaServer;
  readonly variant: CibaVariant;
  readonly notificationToken: string;

  constructor(client: SuiteClient, server: CibaServer, variant: CibaVariant) {
    this.client = client;
    this.server = server;
    this.variant = variant;
    // The second client's is as long as one may be (CIBA §7.1).
    this.notificationToken = randomText(client.which === "first" ? 43 : 1024);
  }

  /** The request in order (CIBA §7.1, §7.1.1). */
  get claims(): Changes {
    const { at, clientId } = this.client;
    const { now } = at.server.clock;
    return {
      iss: clientId,
      aud: at.metadata.issuer,
      iat: now,
      nbf: now,
      exp: now + 300,
      jti: randomUUID(),
      scope: "openid email",
      login_hint: at.user.userName,
      binding_message: "1234",
      ...(this.variant.mode === "ping" && { client_notification_token: this.notificationToken }),
    };
  }

  async send({ claims: changes, key, altered = (jwt) => jwt, ...more }: AskDeviations = {}): Promise<Response> {
    const claims = Object.entries({ ...this.claims, ...changes }).filter(([, value]) => value !== undefined);
    const header = this.client.which === "second" ? { typ: "OautH-auThZ-REQ+jWt" } : {};
    const form = more.unsigned
      ? Object.fromEntries(claims.map(([name, value]) => [name, String(value)]))
      : { request: altered(await signRequest(Object.fromEntries(claims), key ?? this.client.keys.signing, header)) };
    // CIBA Core §7.1: an assertion for the endpoint, the issuer or the token endpoint.
    const { metadata } = this.client.at;
    const aud = this.client.which === "first" ? metadata.backchannel_authentication_endpoint : metadata.token_endpoint;
    const assertion = more.assertion === "left out" ? more.assertion : { aud, ...more.assertion };
    return this.client.ask({ ...form, ...more.beside }, { ...more, assertion });
  }

  /** The answer to a request in order, verified by another library. */
  async ask(deviations: AskDeviations = {}): Promise<Asked> {
    const response = await this.send(deviations);
    const { metadata } = this.client.at;
    const copy = await response.clone().text();
    assert.equal(response.status, 200, copy);
    const asked = await oauth.processBackchannelAuthenticationResponse(metadata, this.client.asOauthClient, response);
    assert.ok(entropyOf(asked.auth_req_id) >= 160);
    assert.match(asked.auth_req_id, /^[A-Za-z0-9._-]+$/);
    assert.ok(asked.expires_in > 0 && (asked.interval ?? 0) >= 0);
    return asked as Asked;
  }

  poll({ auth_req_id }: Pick<Asked, "auth_req_id">, deviations: Deviations & { form?: Form } = {}): Promise<Response> {
    // FAPI clients of before name the endpoint where they are (RFC 7523 §3, RFC 8705 §5).
    const aud = this.client.urlOf("token_endpoint");
    const assertion = deviations.assertion === "left out" ? deviations.assertion : { aud, ...deviations.assertion };
    return this.client.token({ grant_type: CIBA, auth_req_id, ...deviations.form }, { ...deviations, assertion });
  }

  /** Twice, as the suite does while nobody has decided: too soon for neither. */
  async pollInVain(asked: Asked): Promise<void> {
    for (let times = 0; times < 2; times++) {
      await assertRefused(await this.poll(asked), "authorization_pending");
      this.client.at.server.clock.advance(Math.max(5, asked.interval ?? 5));
    }
  }

  /** The user follows the link, signs in, and decides. */
  async decide({ auth_url }: Asked, consent: "approve" | "deny"): Promise<Page> {
    const browser = new ScriptLessBrowser();
    const { userName, password } = this.client.at.user;
    const page = await browser.submit(await browser.open(auth_url), { usernameUserInput: userName, password });
    assert.ok(page.body.includes('id="approve"'), page.body);
    await browser.submit(page, { consent });
    return page;
  }

  /** What the client was told with (CIBA §10.2): its own token, and nothing but which request it is about. */
  async assertPinged({ auth_req_id }: Asked): Promise<void> {
    const { headers, body } = await this.server.pings.first();
    assert.match(headers["content-type"] ?? "", /^application\/json(;|$)/);
    assert.equal(headers.authorization, `Bearer ${this.notificationToken}`);
    assert.deepEqual(JSON.parse(body), { auth_req_id });
  }

  /** The user allows it, the client is told if that is its mode, and polls. */
  async allow(asked: Asked): Promise<oauth.TokenEndpointResponse> {
    this.server.pings.reset();
    await this.decide(asked, "approve");
    if (this.variant.mode === "ping") await this.assertPinged(asked);
    const tokens = await this.tokensOf(await this.poll(asked));
    if (this.variant.mode === "poll") assert.deepEqual(this.server.pings.pings, []);
    return tokens;
  }

  /** A token response in order, verified by another library (CIBA §10.1.1). */
  async tokensOf(response: Response): Promise<oauth.TokenEndpointResponse> {
    const { at, asOauthClient } = this.client;
    assert.match(response.headers.get("cache-control") ?? "", /no-store/);
    const tokens = await oauth.processBackchannelAuthenticationGrantResponse(at.metadata, asOauthClient, response);
    await oauth.validateApplicationLevelSignature(at.metadata, response, { [oauth.jwksCache]: at.fetchedKeys });
    assert.ok(Number.isInteger(tokens.expires_in) && (tokens.expires_in as number) > 0);
    for (const secret of [tokens.access_token, tokens.refresh_token as string]) {
      assert.ok(secret.length >= 22 && entropyOf(secret) >= 96);
    }
    const idToken = tokens.id_token as string;
    assert.deepEqual([headerOf(idToken).alg, typeof headerOf(idToken).kid], ["PS256", "string"]);
    // They speak of codes and states, and there are none.
    for (const name of ["c_hash", "s_hash", "nonce"]) assert.equal(name in claimsOf(idToken), false, name);
    return tokens;
  }

  /** Userinfo takes the token with its certificate. */
  async assertResourceOpens(tokens: oauth.TokenEndpointResponse, headers: Form = {}): Promise<void> {
    const response = await this.client.resource(tokens.access_token, { headers });
    assert.equal(response.status, 200, await response.clone().text());
    assert.ok(response.headers.has("date"));
    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? oauth.skipSubjectCheck;
    const { metadata } = this.client.at;
    await oauth.processUserInfoResponse(metadata, this.client.asOauthClient, subject, response);
  }

  /** All of it. */
  async run(deviations: AskDeviations = {}): Promise<oauth.TokenEndpointResponse> {
    const asked = await this.ask(deviations);
    await this.pollInVain(asked);
    const tokens = await this.allow(asked);
    await this.assertResourceOpens(tokens);
    return tokens;
  }
}
