import { createHash } from "node:crypto";
import * as oauth from "oauth4webapi";
import { ASSERTION_TYPE, assertionClaims, signAssertion } from "../../client-assertions.ts";
import { newProofKey, type ProofKey, proofClaims, signProof } from "../../dpop-proofs.ts";
import { httpsFetch } from "../../https-client.ts";
import type { RequestKey } from "../../request-objects.ts";
import { type FapiServer, REDIRECT_URIS } from "./fapi-server.ts";
import type { ClientKeys } from "./keys.ts";
import type { FapiVariant, Which } from "./variant.ts";

export type Changes = Readonly<Record<string, unknown>>;
export type Form = Readonly<Record<string, string | undefined>>;

/** How a request differs from one in order. */
export interface Deviations {
  /** Changes the claims of the client's assertion; "left out" names the client and nothing else. */
  readonly assertion?: Changes | "left out";
  /** Signs it instead. */
  readonly assertionKey?: Pick<RequestKey, "algorithm" | "privateKey">;
  /** Changes the claims of the proof; "left out" sends none. */
  readonly proof?: Changes | "left out";
  readonly proofKey?: ProofKey;
  /** The keys whose certificate is shown; "none" shows none. */
  readonly certificate?: ClientKeys | "none";
  readonly method?: string;
}

interface ResourceDeviations extends Deviations {
  /** Undefined takes one out. */
  readonly headers?: Form;
  /** The name of the header with the proof. */
  readonly proofHeader?: string;
  readonly signProofAs?: typeof signProof;
}

type Endpoint =
  | "token_endpoint"
  | "userinfo_endpoint"
  | "pushed_authorization_request_endpoint"
  | "backchannel_authentication_endpoint";

/** What a client is registered for. */
type Registered = Pick<FapiVariant, "clientAuthentication" | "senderConstraint">;

/** One of the suite's two clients: what it is registered as, and how it talks to the server. */
export class SuiteClient {
  readonly at: FapiServer;
  readonly variant: Registered;
  readonly which: Which;
  readonly clientId: string;
  readonly keys: ClientKeys;
  readonly redirectUri: string;
  proofKey: ProofKey;
  /** The server's last nonce for proofs. */
  #nonce: string | undefined;

  private constructor(at: FapiServer, variant: Registered, which: Which, clientId: string, proofKey: ProofKey) {
    this.at = at;
    this.variant = variant;
    this.which = which;
    this.clientId = clientId;
    this.keys = at.keys[which];
    this.redirectUri = REDIRECT_URIS[which];
    this.proofKey = proofKey;
  }

  /** With a new key for proofs. */
  static async create(at: FapiServer, variant: Registered, which: Which, clientId: string): Promise<SuiteClient> {
    return new SuiteClient(at, variant, which, clientId, await newProofKey());
  }

  /** As `oauth4webapi` knows it. */
  get asOauthClient(): oauth.Client {
    return {
      client_id: this.clientId,
      id_token_signed_response_alg: "PS256",
      authorization_signed_response_alg: "PS256",
      // The server's clock is moved by tests.
      [oauth.clockSkew]: this.at.server.clock.now - Math.floor(Date.now() / 1000),
    };
  }

  /** Where the endpoint is for a client of the variant (RFC 8705 §5). */
  urlOf(endpoint: Endpoint): string {
    const { clientAuthentication, senderConstraint } = this.variant;
    const { metadata } = this.at;
    // No token is bound where a user is asked for.
    const bound = senderConstraint === "mtls" && endpoint !== "backchannel_authentication_endpoint";
    const aliased = clientAuthentication === "mtls" || bound;
    return ((aliased && metadata.mtls_endpoint_aliases?.[endpoint]) || metadata[endpoint]) as string;
  }

  /** Pushes an authorization request. It comes with a proof where one is asked for. */
  push(form: Form, deviations: Deviations = {}): Promise<Response> {
    const showsCertificate = this.variant.clientAuthentication === "mtls";
    const withoutProof = { proof: "left out", ...deviations } as const;
    return this.#post("pushed_authorization_request_endpoint", form, withoutProof, showsCertificate);
  }

  /** Asks for a user who is elsewhere (CIBA §7.1). */
  ask(form: Form, deviations: Deviations = {}): Promise<Response> {
    const showsCertificate = this.variant.clientAuthentication === "mtls";
    return this.#post("backchannel_authentication_endpoint", form, deviations, showsCertificate);
  }

  token(form: Form, deviations: Deviations = {}): Promise<Response> {
    const { clientAuthentication, senderConstraint } = this.variant;
    const showsCertificate = clientAuthentication === "mtls" || senderConstraint === "mtls";
    return this.#post("token_endpoint", form, deviations, showsCertificate);
  }

  /** Asks for userinfo. */
  async resource(
    accessToken: string,
    { headers = {}, proofHeader = "dpop", signProofAs, ...deviations }: ResourceDeviations = {},
  ): Promise<Response> {
    const scheme = this.variant.senderConstraint === "dpop" ? "DPoP" : "Bearer";
    const url = this.urlOf("userinfo_endpoint");
    const ath = hashOf(accessToken);
    return this.#retry(async () => {
      const proof = await this.#proof({ htm: "GET", htu: url, ath }, deviations, signProofAs);
      const sent = { authorization: `${scheme} ${accessToken}`, [proofHeader]: proof, ...headers };
      const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
      const shown = this.variant.senderConstraint === "mtls" ? (deviations.certificate ?? this.keys) : "none";
      return httpsFetch(connectionOf(shown))(url, { method: "GET", headers: kept });
    });
  }

  /** What a request with the access token sends to an API of somebody else. */
  async proofFor(accessToken: string, about: Changes): Promise<Record<string, string>> {
    const claims = proofClaims(this.at.server, undefined, { ...about, ath: hashOf(accessToken) });
    return { authorization: `DPoP ${accessToken}`, dpop: await signProof(claims, this.proofKey) };
  }

  /** The client's own half of an authenticated request. */
  async #authentication({ assertion = {}, assertionKey = this.keys.signing }: Deviations): Promise<Form> {
    if (this.variant.clientAuthentication === "mtls" || assertion === "left out") return { client_id: this.clientId };
    const { now } = this.at.server.clock;
    const claims = assertionClaims(this.at.server, this.clientId, { nbf: now, ...assertion });
    const kid = this.keys.signing.jwk.kid;
    return {
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await signAssertion(claims, assertionKey, { kid }),
    };
  }

  /** Undefined parameters of the form take out what would be sent. */
  #post(endpoint: Endpoint, form: Form, deviations: Deviations, showsCertificate: boolean): Promise<Response> {
    const url = this.urlOf(endpoint);
    const { method = "POST", certificate = this.keys } = deviations;
    return this.#retry(async () => {
      const sent = Object.entries({ ...(await this.#authentication(deviations)), ...form });
      const body = new URLSearchParams(sent.filter((pair): pair is [string, string] => pair[1] !== undefined));
      const proof = await this.#proof({ htm: method, htu: url }, deviations);
      const headers = proof === undefined ? {} : { dpop: proof };
      return httpsFetch(connectionOf(showsCertificate ? certificate : "none"))(url, { method, headers, body });
    });
  }

  /** The proof for a request; undefined where there is none. */
  async #proof(
    about: Changes,
    { proof, proofKey = this.proofKey }: Deviations,
    sign = signProof,
  ): Promise<string | undefined> {
    if (this.variant.senderConstraint !== "dpop" || proof === "left out") return undefined;
    return sign(proofClaims(this.at.server, undefined, { ...about, nonce: this.#nonce, ...proof }), proofKey);
  }

  /** Sends it once more, made anew, when the server asks for a nonce (RFC 9449 §8, §9). */
  async #retry(send: () => Promise<Response>): Promise<Response> {
    const response = await send();
    const nonce = response.headers.get("dpop-nonce");
    if (nonce === null) return response;
    this.#nonce = nonce;
    return (await response.clone().text()).includes("use_dpop_nonce") ? send() : response;
  }
}

function hashOf(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest("base64url");
}

function connectionOf(shown: ClientKeys | "none"): { cert?: string; key?: string } {
  if (shown === "none") return {};
  return { cert: shown.certificate.certificate, key: shown.certificate.key };
}
