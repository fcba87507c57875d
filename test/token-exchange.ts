import assert from "node:assert/strict";
import { type Answer, answerOf, basic, TestClient } from "./client.ts";
import { CALLBACK, PASSWORD } from "./organizations.ts";
import type { TestServer } from "./server.ts";
import { organizationsWith } from "./tenant-data.ts";

export const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
export const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
export const JWT = "urn:ietf:params:oauth:token-type:jwt";
export const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
export const [CALENDAR, CONTACTS] = ["https://calendar.example", "https://contacts.example"];
export const LEGACY = "https://legacy.example";

const front = {
  publicClient: true,
  grantTypes: ["password"],
  authorizedAPIs: [
    { identifier: CALENDAR, scopes: ["calendar:read", "calendar:write"] },
    { identifier: CONTACTS, scopes: ["contacts:read"] },
  ],
};

/**
 * The standard organizations, the first one with applications that users have tokens of (`front`, `front-jwt`, `alone`), with `backend` and
 * `backend-jwt`, which the tokens of the first two are for, with `own`, which exchanges its own, and with `agent`, which acts for users.
 */
export function exchangingOrganizations(...trustedTokenIssuers: readonly object[]): object[] {
  const backend = {
    clientSecret: "s",
    grantTypes: [TOKEN_EXCHANGE, "refresh_token"],
    authorizedAPIs: [
      { identifier: CALENDAR, scopes: ["calendar:read", "calendar:delete"] },
      { identifier: CONTACTS, scopes: ["contacts:read"] },
    ],
    accessToken: { audience: [LEGACY], userAccessTokenExpiryInSeconds: 1800 },
  };
  const audience = ["backend", "backend-jwt"];
  const [acme, ...others] = organizationsWith(
    { ...front, clientId: "front", accessToken: { audience } },
    { ...front, clientId: "front-jwt", accessToken: { audience, type: "JWT" } },
    { ...front, clientId: "alone" },
    { ...backend, clientId: "backend" },
    { ...backend, clientId: "backend-jwt", accessToken: { ...backend.accessToken, type: "JWT" } },
    {
      clientId: "own",
      publicClient: true,
      skipLoginConsent: true,
      callbackURLs: [CALLBACK],
      grantTypes: ["authorization_code", "password", "refresh_token", TOKEN_EXCHANGE],
      accessToken: { bindingType: "sso-session" },
    },
    {
      clientId: "agent",
      clientSecret: "s",
      grantTypes: ["client_credentials", "password"],
      accessToken: { type: "JWT", audience },
      idToken: { audience },
    },
  );
  const apiResources = [
    {
      identifier: CALENDAR,
      scopes: ["calendar:read", "calendar:write", "calendar:delete"],
      authorizationDetailsTypes: ["event"],
    },
    { identifier: CONTACTS, scopes: ["contacts:read"] },
  ];
  return [{ ...acme, apiResources, trustedTokenIssuers }, ...others];
}

type Form = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Sends a token exchange of the client; of a list every value. */
export async function exchange(
  server: TestServer,
  clientId: string,
  form: Form,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isPublic = clientId === "own";
  const sent = { grant_type: TOKEN_EXCHANGE, ...(isPublic && { client_id: clientId }), ...form };
  const pairs = Object.entries(sent).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => (each === undefined ? [] : [[name, each] as [string, string]])),
  );
  const authentication = isPublic ? {} : basic(clientId, "s");
  const init = { method: "POST", body: new URLSearchParams(pairs), headers: { ...authentication, ...headers } };
  return answerOf(await fetch(server.url("/oauth2/token"), init));
}

/** The tokens that the application gets for the user's password. */
export async function tokensOf(
  server: TestServer,
  clientId: string,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const isPublic = clientId !== "agent";
  const { status, body } = await new TestClient(server, clientId).token(
    {
      grant_type: "password",
      username: "kim",
      password: PASSWORD,
      scope: "openid email calendar:read calendar:write contacts:read",
      ...form,
      ...(!isPublic && { client_id: undefined }),
    },
    { ...(!isPublic && basic(clientId, "s")), ...headers },
  );
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
