import { SYSTEM_SCOPES } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";
import type { ManagedClient } from "./find-application.ts";

/** Refuses to hand on scopes of the server's own APIs that the caller may not have (security bar 23.2). */
export async function verifyMayGrant(scopes: readonly string[], ctx: ManagementContext): Promise<void> {
  const ofTheServer = scopes.filter((scope) => SYSTEM_SCOPES.has(scope));
  if (ofTheServer.length === 0) return;
  const held = await ctx.authority();
  const beyond = ofTheServer.find((scope) => !held.has(scope));
  if (beyond === undefined) return;
  throw new ManagementError(403, "APP-60520", "Forbidden", `The caller does not have the scope ${beyond}.`);
}

/**
 * Refuses to change how an application is known, or to make it a secret, that may do more than the caller: whoever could would be it, and
 * have its scopes (security bar 23.2).
 */
export function verifyMayControl({ authorizedApis }: ManagedClient, ctx: ManagementContext): Promise<void> {
  return verifyMayGrant(
    authorizedApis.flatMap(({ scopes }) => scopes),
    ctx,
  );
}
