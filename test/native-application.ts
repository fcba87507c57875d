import { type Answer, answerOf, challengeOf, newVerifier } from "./client.ts";
import { CALLBACK, PASSWORD } from "./organizations.ts";
import type { TestServer } from "./server.ts";

type Form = Readonly<Record<string, string | undefined>>;
type Headers = Readonly<Record<string, string>>;

export const ORIGIN = "https://app.example";

/** Contract §14.4. */
export const PASSWORD_ID = "QmFzaWNBdXRoZW50aWNhdG9yOkxPQ0FM";
export const PASSKEY_ID = "RklET0F1dGhlbnRpY2F0b3I6TE9DQUw";
export const IDENTIFIER_ID = "SWRlbnRpZmllckV4ZWN1dG9yOkxPQ0FM";
export const RIGHT = { username: "kim", password: PASSWORD };

/** An application that shows the steps of signing in itself (contract §14). */
export class NativeApplication {
  readonly server: TestServer;
  readonly clientId: string;
  readonly verifier = newVerifier();
  readonly tenant: string;

  constructor(server: TestServer, clientId: string, tenant = "acme") {
    this.server = server;
    this.clientId = clientId;
    this.tenant = tenant;
  }

  /** The parameters of a request in order, changed by `changes`; undefined takes one out. */
  parameters(changes: Form = {}): URLSearchParams {
    const parameters: Form = {
      response_type: "code",
      response_mode: "direct",
      client_id: this.clientId,
      redirect_uri: CALLBACK,
      scope: "openid",
      state: "the state",
      code_challenge: challengeOf(this.verifier),
      code_challenge_method: "S256",
      ...changes,
    };
    return new URLSearchParams(
      Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
  }

  start(changes: Form = {}, headers: Headers = {}): Promise<Answer> {
    return this.send("/oauth2/authorize", this.parameters(changes), { accept: "application/json", ...headers });
  }

  /** Sends what was entered for a step; without `params`, begins it. */
  step(flowId: string, authenticatorId: string, params?: object, headers: Headers = {}): Promise<Answer> {
    return this.authn({ flowId, selectedAuthenticator: { authenticatorId, ...(params && { params }) } }, headers);
  }

  authn(body: unknown, headers: Headers = {}): Promise<Answer> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.send("/oauth2/authn", text, { "content-type": "application/json", ...headers });
  }

  /** Signs kim in with a password. Returns the last answer. */
  async signIn(changes: Form = {}, headers: Headers = {}): Promise<Answer> {
    const { body } = await this.start(changes, headers);
    return this.step(body.flowId, PASSWORD_ID, RIGHT, headers);
  }

  /** Trades the code of the last answer. */
  exchange({ body }: Answer, changes: Form = {}): Promise<Answer> {
    const form = {
      grant_type: "authorization_code",
      client_id: this.clientId,
      code: body.authData.code,
      redirect_uri: CALLBACK,
      code_verifier: this.verifier,
      ...changes,
    };
    return this.send("/oauth2/token", new URLSearchParams(form as Record<string, string>));
  }

  async send(path: string, body: URLSearchParams | string, headers: Headers = {}): Promise<Answer> {
    const url = this.server.url(path, this.tenant);
    return answerOf(await fetch(url, { method: "POST", body, headers, redirect: "manual" }));
  }
}

const common = {
  callbackURLs: [CALLBACK],
  grantTypes: ["authorization_code", "refresh_token"],
  allowedOrigins: [ORIGIN],
  enableAPIBasedAuthentication: true,
};
const password = { idp: "LOCAL", authenticator: "BasicAuthenticator" };

/** Applications that sign their users in themselves, each in another way. */
export const nativeOrganization = {
  handle: "acme",
  name: "Acme",
  users: [
    { userName: "kim", password: PASSWORD, claims: { given_name: "Kim", email: "kim@example.com" } },
    { userName: "lee", password: PASSWORD },
  ],
  applications: [
    { ...common, clientId: "native", publicClient: true, skipLoginConsent: true },
    { ...common, clientId: "other", publicClient: true, skipLoginConsent: true },
    {
      ...common,
      clientId: "backend",
      clientSecret: "the-secret-of-the-backend",
      pkce: { mandatory: false },
      skipLoginConsent: true,
    },
    { ...common, clientId: "asking", publicClient: true },
    {
      ...common,
      clientId: "pages",
      publicClient: true,
      skipLoginConsent: true,
      enableAPIBasedAuthentication: false,
    },
    {
      ...common,
      clientId: "choosing",
      publicClient: true,
      skipLoginConsent: true,
      signInSteps: [{ options: [password, { idp: "LOCAL", authenticator: "FIDOAuthenticator" }] }],
    },
    {
      ...common,
      clientId: "stepwise",
      publicClient: true,
      skipLoginConsent: true,
      signInSteps: [{ options: [{ idp: "LOCAL", authenticator: "IdentifierExecutor" }] }, { options: [password] }],
    },
  ],
};
