import assert from "node:assert/strict";
import { ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { type Answer, challengeOf, finish, newVerifier, TestClient } from "./client.ts";
import { ASSERTION_TYPE, assertionClaims, signAssertion } from "./client-assertions.ts";
import { newProofKey, type ProofKey, proofClaims, resourceHeaders, signProof } from "./dpop-proofs.ts";
import { CALLBACK } from "./organizations.ts";
import { newRequestKey, type RequestKey } from "./request-objects.ts";
import type { TestServer } from "./server.ts";

type Form = Readonly<Record<string, string | undefined>>;
type Changes = Readonly<Record<string, unknown>>;

/** What the two keys of a FAPI client are; the public one of `assertion` is what it registers. */
export interface FapiKeys {
  readonly assertion: RequestKey;
  readonly proof: ProofKey;
}

export async function newFapiKeys(): Promise<FapiKeys> {
  return { assertion: await newRequestKey("PS256"), proof: await newProofKey("ES256") };
}

/** An application that is held to FAPI 2.0, as the tests play it: with assertions, pushed requests, proofs and their nonces. */
export class FapiClient {
  readonly #server: TestServer;
  readonly #keys: FapiKeys;
  readonly #client: TestClient;
  readonly verifier = newVerifier();
  readonly browser = new ScriptLessBrowser();

  constructor(server: TestServer, clientId: string, keys: FapiKeys) {
    this.#server = server;
    this.#keys = keys;
    this.#client = new TestClient(server, clientId);
  }

  /** Posts a form with an assertion, changed by `changes`. */
  async post(path: string, form: Form, headers: Record<string, string> = {}, changes: Changes = {}): Promise<Answer> {
    const claims = assertionClaims(this.#server, this.#client.clientId, changes);
    const client_assertion = await signAssertion(claims, this.#keys.assertion);
    return this.#client.post(path, { client_assertion_type: ASSERTION_TYPE, client_assertion, ...form }, headers);
  }

  /** Pushes a request in order, changed by `changes`; undefined takes a parameter out. */
  push(changes: Form = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const request = {
      response_type: "code",
      redirect_uri: CALLBACK,
      scope: "openid",
      code_challenge: challengeOf(this.verifier),
      code_challenge_method: "S256",
    };
    return this.post("/oauth2/par", { ...request, ...changes }, headers);
  }

  /** Opens the request behind a pushed one, signs in, and returns where the browser was sent. */
  async authorize({ status, body }: Answer): Promise<URL> {
    assert.equal(status, 201, JSON.stringify(body));
    const query = new URLSearchParams({ client_id: this.#client.clientId, request_uri: body.request_uri });
    const page = await this.browser.open(`${this.#server.url("/oauth2/authorize")}?${query}`, CALLBACK);
    const { redirectedTo } = await finish(this.browser, page);
    assert.ok(redirectedTo, page.body);
    return redirectedTo;
  }

  /** The form that redeems a code. */
  redemption(code: string | null): Form {
    const grant = { grant_type: "authorization_code", redirect_uri: CALLBACK, code_verifier: this.verifier };
    return { ...grant, code: code ?? undefined };
  }

  /** A new code, and the form that redeems it. */
  async obtainCode(changes: Form = {}): Promise<Form> {
    return this.redemption((await this.authorize(await this.push(changes))).searchParams.get("code"));
  }

  /** The nonce that the server asks for. */
  async nonce(): Promise<string> {
    const headers = await this.proof({ nonce: undefined });
    const answer = await this.post("/oauth2/token", { grant_type: "refresh_token", refresh_token: "x" }, headers);
    assert.deepEqual([answer.status, answer.body.error], [400, "use_dpop_nonce"]);
    return answer.headers.get("dpop-nonce") as string;
  }

  /** The header with a proof in order for the token endpoint, changed by `changes`; undefined takes a claim out. */
  async proof(changes: Changes = {}, key = this.#keys.proof, path = "/oauth2/token"): Promise<Record<string, string>> {
    const nonce = "nonce" in changes ? undefined : await this.nonce();
    return { dpop: await signProof(proofClaims(this.#server, path, { nonce, ...changes }), key) };
  }

  /** Trades a new code, with a proof in order unless others are given. */
  async redeem(changes: Form = {}, headers?: Record<string, string>): Promise<Answer> {
    return this.post("/oauth2/token", await this.obtainCode(changes), headers ?? (await this.proof()));
  }

  /** Asks for userinfo with a proof in order, changed by `changes`. */
  async userinfo(accessToken: string, changes: Changes = {}): Promise<Answer> {
    const nonce = "nonce" in changes ? undefined : await this.nonce();
    const headers = await resourceHeaders(this.#server, this.#keys.proof, accessToken, { nonce, ...changes });
    return this.#client.get("/oauth2/userinfo", headers);
  }
}
