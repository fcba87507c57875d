import assert from "node:assert/strict";
import { assertStandardClaims, type Claims } from "../claims.ts";
import { flow, type Outcome } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";

/** The ways to ask the userinfo endpoint. */
export const userinfoModules: readonly Module[] = [
  {
    title: "oidcc-userinfo-get: answers GET with the token in the header (OIDC Core §5.3.1)",
    run: (run) => ask(run, (token) => ({ method: "GET", headers: bearer(token) })),
  },
  {
    title: "oidcc-userinfo-post-header: answers POST with the token in the header (OIDC Core §5.3.1)",
    run: (run) => ask(run, (token) => ({ method: "POST", headers: bearer(token) })),
  },
  {
    title: "oidcc-userinfo-post-body: answers POST with the token in the form (RFC 6750 §2.2)",
    run: (run) => ask(run, (token) => ({ method: "POST", body: new URLSearchParams({ access_token: token }) })),
  },
];

async function ask(run: ModuleRun, requestWith: (accessToken: string) => RequestInit): Promise<void> {
  const { accessToken, claims }: Outcome = await flow(run);
  const endpoint = run.server.metadata.userinfo_endpoint as string;
  const response = await fetch(endpoint, requestWith(accessToken as string));
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
  const userinfo = (await response.json()) as Claims;
  assertStandardClaims(userinfo);
  assert.equal(userinfo.sub, claims.sub);
}

function bearer(accessToken: string): Record<string, string> {
  return { authorization: `Bearer ${accessToken}` };
}
