import { type Answer, answerOf } from "../client.ts";
import type { TestServer } from "../server.ts";

export const OPERATOR_TOKEN = "an-operator-token.of~the+tests/0123456789==";
export const TENANTS = "/api/server/v1/tenants";

/** Calls the tenant API with the operator's credential, another one, or with null none. */
export async function callTenants(
  server: TestServer,
  method: string,
  path: string,
  body?: unknown,
  token: string | null = OPERATOR_TOKEN,
): Promise<Answer> {
  const headers: Record<string, string> = {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  const sent = typeof body === "string" ? body : JSON.stringify(body);
  return answerOf(await fetch(`${server.baseUrl}${TENANTS}${path}`, { method, headers, body: sent ?? null }));
}

/** A tenant as requests describe one; each has one owner. */
export function tenantRequest(domain: string, change: object = {}, owner: object = {}): object {
  return { domain, name: `The ${domain}`, owners: [ownerRequest(owner)], ...change };
}

export const OWNER_PASSWORD = "owl green ladder";

export function ownerRequest(change: object = {}): object {
  return {
    username: "kim",
    password: OWNER_PASSWORD,
    email: "kim@example.com",
    firstname: "Kim",
    lastname: "Larsen",
    provisioningMethod: "inline-password",
    additionalClaims: [{ claim: "http://wso2.org/claims/nickname", value: "K" }],
    ...change,
  };
}
