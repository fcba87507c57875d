import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { type Page, ScriptLessBrowser } from "../../../demo/script-less-browser.ts";
import { challengeOf, claimsOf, headerOf, newVerifier } from "../../client.ts";
import { type RequestKey, signRequest } from "../../request-objects.ts";
import { entropyOf } from "../entropy.ts";
import { randomText } from "./random-text.ts";
import type { Changes, Deviations, Form, SuiteClient } from "./suite-client.ts";
import type { FapiVariant } from "./variant.ts";

/** How a pushed request differs from one in order. */
export interface RequestDeviations extends Deviations {
  /** Of the parameters; undefined takes one out. */
  readonly parameters?: Changes;
  /** Of what a request object says of itself. */
  readonly object?: Changes;
  readonly objectKey?: Pick<RequestKey, "algorithm" | "privateKey" | "jwk">;
  /** Makes of the signed request object what is sent. */
  readonly altered?: (object: string) => string;
  /** Sends the parameters without a request object, whatever the variant. */
  readonly unsigned?: boolean;
  /** What stands beside the request. */
  readonly beside?: Form;
}

/** One authorization by one of the suite's clients, from the pushed request to the protected resource. */
export class Flow {
  readonly client: SuiteClient;
  readonly variant: FapiVariant;
  readonly verifier = newVerifier();
  state: string | undefined;
  nonce: string | undefined;

  constructor(client: SuiteClient, variant: FapiVariant) {
    this.client = client;
    this.variant = variant;
    this.state = randomText(client.which === "first" ? 20 : 128);
    this.nonce = variant.openid === "openid_connect" ? randomText(client.which === "first" ? 20 : 43) : undefined;
  }

  /** The scopes that the client asks for. */
  get scope(): string {
    return this.variant.openid === "openid_connect" ? "openid email" : "email";
  }

  /** The authorization request in order. */
  get parameters(): Form {
    return {
      client_id: this.client.clientId,
      redirect_uri: this.client.redirectUri,
      scope: this.scope,
      state: this.state,
      nonce: this.nonce,
      response_type: "code",
      response_mode: this.variant.plan === "message signing" ? "jwt" : undefined,
      code_challenge: challengeOf(this.verifier),
      code_challenge_method: "S256",
    };
  }

  /** Pushes the request, as a request object where the variant signs. */
  async push(deviations: RequestDeviations = {}): Promise<Response> {
    const parameters = { ...this.parameters, ...deviations.parameters };
    const signs = this.variant.plan === "message signing" && !deviations.unsigned;
    const form = signs ? { request: await this.#sign(parameters, deviations) } : asForm(parameters);
    return this.client.push({ ...form, ...deviations.beside }, deviations);
  }

  async #sign(parameters: Changes, { object, objectKey, altered = (jwt) => jwt }: RequestDeviations): Promise<string> {
    const { clientId, keys, at, which } = this.client;
    const { now } = at.server.clock;
    const ofTheJwt = { iss: clientId, aud: at.metadata.issuer, nbf: now, exp: now + 300 };
    // The second client's is what a strict one makes, with a media type, which is known in any case (RFC 9101 §4, RFC 7515 §4.1.9).
    const more = which === "second" ? { iat: now } : {};
    const header = which === "second" ? { typ: "OautH-auThZ-REQ+jWt" } : {};
    const claims = Object.entries({ ...ofTheJwt, ...more, ...parameters, ...object });
    const kept = Object.fromEntries(claims.filter(([, value]) => value !== undefined));
    return altered(await signRequest(kept, objectKey ?? keys.signing, header));
  }

  /** The reference to the request that the server took. */
  async requestUri(pushed: Response): Promise<string> {
    const { metadata } = this.client.at;
    const answer = await oauth.processPushedAuthorizationResponse(metadata, this.client.asOauthClient, pushed);
    assert.ok(entropyOf(answer.request_uri) >= 96);
    assert.ok(answer.expires_in > 0 && answer.expires_in <= 600); // FAPI 2.0 Security Profile §5.3.2.2: less than 10 minutes
    return answer.request_uri;
  }

  /** The authorization request by reference. The second client's parameters come in another order, and `beside` in any. */
  authorizationUrl(requestUri: string, beside: Form = {}): string {
    const { client_id, response_type, scope, redirect_uri } = this.parameters;
    const named = { client_id, redirect_uri, request_uri: requestUri, response_type, scope, ...beside };
    const pairs = Object.entries(named).filter((pair): pair is [string, string] => pair[1] !== undefined);
    if (this.client.which === "second") pairs.reverse();
    return `${this.client.at.metadata.authorization_endpoint}?${new URLSearchParams(pairs)}`;
  }

  /** Opens the authorization request and does what the pages ask for, to the answer for the client or a page without a form. */
  async visit(
    requestUri: string,
    { beside, consent = "approve", browser = new ScriptLessBrowser() }: Visit = {},
  ): Promise<Page> {
    const stopAt = this.client.redirectUri;
    let page = await browser.open(this.authorizationUrl(requestUri, beside), stopAt);
    if (page.body.includes('id="usernameUserInput"')) page = await this.signIn(page, browser);
    if (page.form !== undefined && "sessionDataKeyConsent" in page.form.hidden) {
      page = await browser.submit(page, { consent }, stopAt);
    }
    return page;
  }

  signIn(page: Page, browser: ScriptLessBrowser): Promise<Page> {
    const { userName, password } = this.client.at.user;
    return browser.submit(page, { usernameUserInput: userName, password }, this.client.redirectUri);
  }

  /**
   * The parameters of the answer, verified by another library: they came in the query, with the state and the issuer (RFC 9207), and as a
   * signed JWT alone where the variant has that (JARM §2). Throws an AuthorizationResponseError for one that is an error.
   */
  async answerOf(page: Page): Promise<URLSearchParams> {
    assert.ok(page.redirectedTo, `no redirect at ${page.url}: ${page.status} ${page.body}`);
    const url = new URL(page.redirectedTo);
    assert.equal(url.hash, "");
    for (const [name, value] of new URL(this.client.redirectUri).searchParams) {
      assert.equal(url.searchParams.get(name), value);
      url.searchParams.delete(name);
    }
    const { metadata, fetchedKeys } = this.client.at;
    const state = this.state ?? oauth.expectNoState;
    if (this.variant.plan === "security profile") {
      return oauth.validateAuthResponse(metadata, this.client.asOauthClient, url, state);
    }
    assert.deepEqual([...url.searchParams.keys()], ["response"]);
    const response = url.searchParams.get("response") as string;
    assert.equal(typeof headerOf(response).kid, "string");
    const { exp } = claimsOf(response);
    const { now } = this.client.at.server.clock;
    assert.ok(exp >= now + 10 && exp <= now + 600, "JARM §2.1: an end in ten minutes at most");
    const options = { [oauth.jwksCache]: fetchedKeys };
    return oauth.validateJwtAuthResponse(metadata, this.client.asOauthClient, url, state, options);
  }

  /** The code of a flow in order up to there. */
  async obtainCode(deviations: RequestDeviations = {}, visit: Visit = {}): Promise<string> {
    return this.codeAt(await this.visit(await this.requestUri(await this.push(deviations)), visit));
  }

  /** The code in an answer in order. */
  async codeAt(page: Page): Promise<string> {
    const answer = await this.answerOf(page);
    const known = ["code", "state", "iss", "session_state", "exp", "aud"];
    assert.deepEqual(
      [...answer.keys()].filter((name) => !known.includes(name)),
      [],
    );
    const code = answer.get("code") as string;
    assert.ok(code.length >= 22 && entropyOf(code) >= 96);
    return code;
  }

  redeem(code: string, deviations: Deviations & { readonly form?: Form } = {}): Promise<Response> {
    const { redirectUri } = this.client;
    const grant = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: this.verifier };
    return this.client.token({ ...grant, ...deviations.form }, deviations);
  }

  /** The error of a refused authorization, wherever it says it: to the client, or to the user on a page. */
  async refusalAt(page: Page): Promise<string> {
    if (page.redirectedTo === undefined) {
      assert.equal(page.status, 400, page.body);
      return /<code>(\w+)<\/code>/.exec(page.body)?.[1] ?? "";
    }
    const refused = await this.answerOf(page).then(
      (answer) => assert.fail(`no error: ${answer}`),
      (error: unknown) => error,
    );
    if (!(refused instanceof oauth.AuthorizationResponseError)) throw refused;
    const known = ["error", "error_description", "error_uri", "state", "iss", "session_state", "exp", "aud"];
    assert.deepEqual(
      [...refused.cause.keys()].filter((name) => !known.includes(name)),
      [],
    );
    return refused.error;
  }
}

interface Visit {
  /** Beside the reference; undefined takes a parameter out. */
  readonly beside?: Form;
  readonly consent?: "approve" | "deny";
  readonly browser?: ScriptLessBrowser;
}

function asForm(parameters: Changes): Form {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      value === undefined || typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
