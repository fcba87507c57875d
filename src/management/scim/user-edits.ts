import type { z } from "zod";
import type { UserProfile } from "../../store/port/users.ts";
import { patched, type patchForm } from "./patch.ts";
import { type Resource, readResource } from "./resource.ts";
import { USER, WSO2_SCHEMA } from "./user-kind.ts";
import { toResource } from "./user-profile.ts";

/**
 * The user that the body describes in full (RFC 7644 §3.5.1). Whether the account is open stays as it is unless the body says it: nobody
 * unlocks an account by leaving something out.
 */
export function replacement(body: Readonly<Record<string, unknown>>, before: UserProfile): Resource {
  const resource = readResource(body, USER);
  const { active, ...current } = toResource(before);
  const extension = resource[WSO2_SCHEMA] as Resource | undefined;
  const wasLocked = (current[WSO2_SCHEMA] as Resource | undefined)?.accountLocked;
  if (wasLocked !== undefined && extension?.accountLocked === undefined) {
    resource[WSO2_SCHEMA] = { ...extension, accountLocked: wasLocked };
  }
  return { active, ...resource };
}

/** The user with the operations done. */
export function patchedUser(patch: z.output<typeof patchForm>, before: UserProfile): Resource {
  return patched(toResource(before), patch, USER);
}
