import assert from "node:assert/strict";
import { type Answer, basic, TestClient } from "./client.ts";
import { CALLBACK, PASSWORD } from "./organizations.ts";
import type { TestServer } from "./server.ts";
import { organizationsWith, tenantStore } from "./tenant-data.ts";
import { TOKEN_EXCHANGE } from "./token-exchange.ts";

export const ORDERS = "https://orders.example";
export const USERS_API = "/o/scim2/Users";

const SHARED = ["west", "south", "deep", "east", "closed", "cellar"];
const authorizedAPIs = [
  { identifier: ORDERS, scopes: ["orders:read", "orders:write"] },
  { identifier: USERS_API, scopes: ["internal_org_user_mgt_list"] },
];
const portal = {
  clientSecret: "s",
  grantTypes: ["authorization_code", "password", "refresh_token", "organization_switch", TOKEN_EXCHANGE],
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
  sharedWith: SHARED,
  authorizedAPIs,
};

const kim = (...scopes: string[]) => ({ userName: "kim", scopes });

/** `deep` lies below `south`, that below `west`; `cellar` below `closed`, which is disabled. */
const subOrganizations = [
  {
    handle: "west",
    name: "The West",
    members: [
      kim("orders:read", "orders:write", "orders:delete", "internal_org_user_mgt_list", "internal_org_user_mgt_create"),
      { userName: "lee", scopes: ["orders:read"] },
    ],
  },
  { handle: "south", parent: "west", members: [kim("orders:read")] },
  { handle: "deep", parent: "south", members: [kim("orders:read", "orders:write")] },
  { handle: "east", name: "The East", members: [kim("orders:read")] },
  { handle: "closed", status: "DISABLED", members: [kim("orders:read")] },
  { handle: "cellar", parent: "closed", members: [kim("orders:read")] },
  { handle: "private", members: [kim("orders:read")] },
];

/**
 * The standard organizations, the first one with sub-organizations and with applications that switch between them: `portal`,
 * `portal-jwt`, and `mobile`, which has no secret, for users; `robot` for itself; `loner`, which is shared with none of them.
 */
export function switchingOrganizations(): object[] {
  const [acme, globex] = organizationsWith(
    { ...portal, clientId: "portal" },
    { ...portal, clientId: "portal-jwt", accessToken: { type: "JWT" } },
    { ...portal, clientId: "mobile", clientSecret: undefined, publicClient: true },
    { ...portal, clientId: "loner", sharedWith: undefined },
    {
      clientId: "robot",
      clientSecret: "s",
      grantTypes: ["client_credentials", "organization_switch", "refresh_token"],
      callbackURLs: [],
      sharedWith: "all",
      authorizedAPIs: [...authorizedAPIs, { identifier: "/api/identity/oauth2/dcr", scopes: ["internal_dcr_create"] }],
      accessToken: { type: "JWT" },
    },
  );
  const apiResources = [
    { identifier: ORDERS, scopes: ["orders:read", "orders:write", "orders:delete"] },
    { identifier: USERS_API, scopes: ["internal_org_user_mgt_list", "internal_org_user_mgt_create"] },
  ];
  return [
    { ...acme, apiResources, subOrganizations },
    { ...globex, subOrganizations: [{ handle: "far" }, { handle: "west" }] },
  ];
}

type Form = Readonly<Record<string, string | undefined>>;

/** A token request of the application. */
export function request(
  server: TestServer,
  clientId: string,
  form: Form,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const client = new TestClient(server, clientId);
  if (clientId === "mobile" || clientId === "spa") return client.token(form, headers);
  return client.token({ client_id: undefined, ...form }, { ...basic(clientId, "s"), ...headers });
}

/** The tokens that the application has for the tenant itself: those of the user, or of `robot` its own. */
export async function rootTokens(
  server: TestServer,
  clientId: string,
  form: Form = {},
  headers: Record<string, string> = {},
) {
  const grant =
    clientId === "robot"
      ? { grant_type: "client_credentials", scope: "orders:read" }
      : { grant_type: "password", username: "kim", password: PASSWORD, scope: "openid email orders:read" };
  const { status, body } = await request(server, clientId, { ...grant, ...form }, headers);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** Asks to switch with the token into the organization. */
export function switchTo(
  server: TestServer,
  clientId: string,
  token: string,
  organization: string,
  form: Form = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const all = { grant_type: "organization_switch", token, switching_organization: organization, ...form };
  return request(server, clientId, all, headers);
}

/** The tokens that the application gets by it. */
export async function switched(...parameters: Parameters<typeof switchTo>) {
  const { status, body } = await switchTo(...parameters);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** An organization of the tenant `acme`, as it is stored. */
export async function organizationOf(server: TestServer, handle: string) {
  const found = await (await tenantStore(server)).organizations.findByHandle(handle);
  assert.ok(found, handle);
  return found;
}
