import { type Answer, answerOf, basic, TestClient } from "../client.ts";
import type { TestServer } from "../server.ts";

/** A program that calls the management APIs of a tenant with a token of an application's own. */
export interface ApiClient {
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  readonly token: string;
}

export const ADMIN_SECRET = "the secret of the administrators' script";

/** An application that may ask for every scope of the management APIs, for the organizations of a configuration. */
export const adminApplication = {
  clientId: "admin",
  clientSecret: ADMIN_SECRET,
  grantTypes: ["client_credentials"],
  authorizedAPIs: "management",
};

/** Obtains a token with the scopes, and calls with it. */
export async function apiClient(server: TestServer, scopes: readonly string[], tenant = "acme"): Promise<ApiClient> {
  const client = new TestClient(server, "admin", tenant);
  const form = { grant_type: "client_credentials", scope: scopes.join(" ") };
  const { status, body } = await client.token(form, basic("admin", ADMIN_SECRET));
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return apiClientWith(server, body.access_token, tenant);
}

/** Calls with the token, or with none. */
export function apiClientWith(server: TestServer, token: string | undefined, tenant = "acme"): ApiClient {
  return {
    token: token ?? "",
    async call(method, path, body) {
      const headers: Record<string, string> = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      };
      const sent = typeof body === "string" ? body : JSON.stringify(body);
      return answerOf(await fetch(server.url(path, tenant), { method, headers, body: sent ?? null }));
    },
  };
}
