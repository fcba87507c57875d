import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { UserProfile } from "../../store/port/users.ts";
import type { patchForm } from "./patch.ts";
import { type Resource, readResource } from "./resource.ts";
import { refusal } from "./scim-error.ts";
import { patchedUser, replacement } from "./user-edits.ts";
import { USER, WSO2_SCHEMA } from "./user-kind.ts";
import { toResource } from "./user-profile.ts";
import { withoutDomain } from "./user-store-domain.ts";

/**
 * What users may not change of themselves (contract §18.2, security bar 23.3): the state of the account, what others have proved, and
 * the name to sign in with. A new password needs the present one (security bar 17.4), which SCIM has no place for.
 */
export const ADMINISTRATIVE = ["userName", "active", "externalId", "entitlements", "userType"] as const;
const ADMINISTRATIVE_EXTENSION = ["emailVerified", "phoneVerified", "accountLocked", "accountDisabled"] as const;

/** A new user's profile as they bring it themselves. Refuses what is administrative, but for the name. */
export function ownCreation(body: Readonly<Record<string, unknown>>): Resource {
  const resource = readResource(body, USER);
  const extension = extensionOf(resource);
  const brought = [
    ...ADMINISTRATIVE.filter((name) => name !== "userName" && name in resource),
    ...ADMINISTRATIVE_EXTENSION.filter((name) => name in extension),
  ];
  if (brought.length > 0) throw refusal("mutability", `${brought[0]} is not for users to say here.`);
  return resource;
}

/** The user's own profile in full. What is administrative stays as it is when it is left out. */
export function ownReplacement(body: Readonly<Record<string, unknown>>, before: UserProfile): Resource {
  const resource = replacement(body, before);
  const current = toResource(before);
  for (const name of ADMINISTRATIVE) resource[name] ??= current[name];
  const extension = extensionOf(resource);
  for (const name of ADMINISTRATIVE_EXTENSION) extension[name] ??= extensionOf(current)[name];
  return allowed({ ...resource, [WSO2_SCHEMA]: withoutUndefined(extension) }, current);
}

/** The user's own profile with the operations done. */
export function ownPatch(patch: z.output<typeof patchForm>, before: UserProfile): Resource {
  return allowed(patchedUser(patch, before), toResource(before));
}

function allowed(resource: Resource, current: Resource): Resource {
  if (typeof resource.userName === "string") resource.userName = withoutDomain(resource.userName);
  const [extension, old] = [extensionOf(resource), extensionOf(current)];
  const changed = [
    ...ADMINISTRATIVE.filter((name) => !isDeepStrictEqual(resource[name], current[name])),
    ...ADMINISTRATIVE_EXTENSION.filter((name) => !isDeepStrictEqual(extension[name], old[name])),
    ...("password" in resource ? ["password"] : []),
  ];
  if (changed.length > 0) throw refusal("mutability", `${changed[0]} is not for users to change here.`);
  return resource;
}

function extensionOf(resource: Resource): Resource {
  return { ...(resource[WSO2_SCHEMA] as Resource | undefined) };
}

function withoutUndefined(resource: Resource): Resource {
  return Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== undefined));
}
