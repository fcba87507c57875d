import { CALLBACK, organizations } from "../../organizations.ts";
import { startServer, type TestServer } from "../../server.ts";

export const USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const WSO2 = "urn:scim:wso2:schema";
export const CUSTOM = "urn:scim:schemas:extension:custom:User";

const APIS = {
  "/scim2/Users": ["create", "list", "view", "update", "delete"].map((verb) => `internal_user_mgt_${verb}`),
  "/scim2/Groups": ["create", "view", "update", "delete"].map((verb) => `internal_group_mgt_${verb}`),
  "/scim2/Bulk": ["internal_bulk_resource_create"],
};
const ALL = Object.values(APIS).flat();

/** The server with an application in each tenant that may do everything of SCIM's. */
export function startScimServer(): Promise<TestServer> {
  return startServer({
    organizations: organizations.map((organization) => ({
      ...organization,
      applications: [
        ...organization.applications,
        {
          clientId: "provisioning",
          name: "Provisioning",
          clientSecret: "provisioning-secret",
          grantTypes: ["client_credentials"],
          callbackURLs: [],
          authorizedAPIs: Object.entries(APIS).map(([identifier, scopes]) => ({ identifier, scopes })),
        },
        {
          clientId: "account",
          name: "My Account",
          publicClient: true,
          callbackURLs: [CALLBACK],
          grantTypes: ["authorization_code", "refresh_token"],
          skipLoginConsent: true,
        },
      ],
    })),
  });
}

export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
  readonly body: any;
}

/** Calls SCIM with a token of its own. */
export class ScimClient {
  readonly #server: TestServer;
  readonly #tenant: string;
  readonly #token: string | undefined;

  constructor(server: TestServer, token: string | undefined, tenant = "acme") {
    this.#server = server;
    this.#token = token;
    this.#tenant = tenant;
  }

  /** With an access token of the provisioning application. */
  static async signedIn(
    server: TestServer,
    { scopes = ALL, tenant = "acme", at = tenant }: { scopes?: readonly string[]; tenant?: string; at?: string } = {},
  ): Promise<ScimClient> {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "provisioning",
      client_secret: "provisioning-secret",
      scope: scopes.join(" "),
    });
    const answer = await fetch(server.url("/oauth2/token", tenant), { method: "POST", body: form });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return new ScimClient(server, token, at);
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.send("GET", path, undefined, headers);
  }

  post(path: string, body: unknown) {
    return this.send("POST", path, body);
  }

  /** A PatchOp of the operations. */
  patch(path: string, operations: readonly object[], headers: Record<string, string> = {}) {
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
    return this.send("PATCH", path, { schemas, Operations: operations }, headers);
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ScimAnswer> {
    const answer = await fetch(this.#server.url(`/scim2${path}`, this.#tenant), {
      method,
      headers: {
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        ...(body !== undefined && { "content-type": "application/scim+json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
  }
}
