import { basic, TestClient } from "../client.ts";
import { organizations, PASSWORD } from "../organizations.ts";
import type { TestServer } from "../server.ts";
import { ADMIN_SECRET, type ApiClient, apiClientWith } from "./api-client.ts";

const grantTypes = ["client_credentials", "password", "refresh_token", "organization_switch"];

/** The standard tenants, with an application for all APIs that is shared with all organizations; of acme kim is administrator. */
export const administrated = organizations.map((organization) => ({
  ...organization,
  applications: [
    ...organization.applications,
    { clientId: "admin", clientSecret: ADMIN_SECRET, grantTypes, authorizedAPIs: "management", sharedWith: "all" },
  ],
  roles: [{ displayName: "Administrator", users: ["kim"] }],
}));

const ALL = "openid internal_login";

/** Calls as the user of the tenant, with all that their roles allow. */
export async function userClient(server: TestServer, userName: string, scopes: readonly string[], tenant = "acme") {
  const form = { grant_type: "password", username: userName, password: PASSWORD, scope: `${ALL} ${scopes.join(" ")}` };
  const { status, body } = await new TestClient(server, "admin", tenant).token(form, basic("admin", ADMIN_SECRET));
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return apiClientWith(server, body.access_token, tenant);
}

/** Trades the caller's token for one in the organization, with the scopes as they are called in tenants. */
export async function within(
  server: TestServer,
  caller: ApiClient,
  organization: string,
  scopes: readonly string[],
): Promise<ApiClient> {
  const { status, body } = await switchInto(server, caller, organization, scopes);
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return apiClientWith(server, body.access_token);
}

/** The answer to that. */
export function switchInto(server: TestServer, caller: ApiClient, organization: string, scopes: readonly string[]) {
  const form = { grant_type: "organization_switch", token: caller.token, switching_organization: organization };
  const asked = scopes.length === 0 ? {} : { scope: scopes.join(" ") };
  return new TestClient(server, "admin").token({ ...form, ...asked }, basic("admin", ADMIN_SECRET));
}

/** The scopes to manage organizations with. */
export const ORGANIZATION_SCOPES = ["create", "view", "update", "delete"].map(
  (verb) => `internal_organization_${verb}`,
);
