import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { readSwitches, rememberedPasswords } from "../accounts/switches.ts";
import type { Clock } from "../clock.ts";
import { notePassword } from "../credentials/password-history.ts";
import { MASK } from "../crypto/masked.ts";
import { hashPassword, verifyPassword } from "../crypto/password-hash.ts";
import type { Session } from "../protocol/model/session.ts";
import { foldUserName, type User } from "../protocol/model/user.ts";
import { placesOf } from "../protocol/user-home.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { UserWithPassword } from "../store/port/users.ts";
import type { Applied } from "./apply-api-resources.ts";
import { changedFields } from "./changed-fields.ts";
import { ConfigurationError, type UserConfiguration } from "./configuration.ts";
import { outcomeOf } from "./outcome.ts";

export type AppliedUser = Applied & {
  /** The user whose password was replaced, and the sessions that this ended. */
  readonly ended?: { readonly user: User; readonly sessions: readonly Session[] };
};

/** Makes the store hold the user. Without a password in the file they keep the one that they have, and a new one has none. */
export async function applyUser(
  wanted: UserConfiguration,
  world: { readonly store: TenantStore; readonly root: TenantStore },
  clock: Clock,
): Promise<AppliedUser> {
  const { store } = world;
  const now = Math.floor(clock.nowMilliseconds() / 1000);
  const { userName } = wanted;
  const found = await store.users.findByName(userName);
  if (found === undefined) return addUser(wanted, world, clock, now);

  const { user, passwordHash } = found;
  const claims = claimsOf(wanted, user);
  const { enabled = user.enabled } = wanted;
  const next = { userName, enabled, claims };
  const before = { userName: user.userName, enabled: user.enabled, claims: user.claims };
  const changed = changedFields(before, next);
  if (changed.length > 0) await store.users.save({ ...user, ...next, updatedAt: now }, passwordHash);
  const attributes = await applyAttributes(wanted, user.id, store);
  const fields = attributes === undefined ? changed : [...changed, "attributes"];
  const outcome = outcomeOf(fields, { ...before, ...attributes?.before }, { ...next, ...attributes?.after });

  const ended = (await isPasswordOf(wanted, found)) ? undefined : await replacePassword(user, wanted, world, now);
  if (ended === undefined) return { id: user.id, ...outcome };
  const { before: old, after } = outcome.values ?? {};
  const values = { before: old ?? {}, after: { ...(after as object), password: MASK } };
  return { id: user.id, kind: "changed", fields: [...fields, "password"], values, ended };
}

async function addUser(
  wanted: UserConfiguration,
  world: Parameters<typeof applyUser>[1],
  clock: Clock,
  now: number,
): Promise<AppliedUser> {
  const { store } = world;
  const { userName, enabled = true, attributes = {} } = wanted;
  const claims = claimsOf(wanted, undefined);
  const { groups, ...own } = claims;
  const id = wanted.id ?? randomUUID();
  const user = { id, userName, enabled, claims: own, updatedAt: now };
  const hash = wanted.passwordHash ?? (wanted.password === undefined ? undefined : await hashPassword(wanted.password));
  if (!(await store.users.create({ user, attributes }, hash))) {
    // Another process that starts with the same file has made the user meanwhile.
    if ((await store.users.findByName(userName)) !== undefined) return applyUser(wanted, world, clock);
    throw new ConfigurationError(`user ${userName} has the id of another one: take the id out`);
  }
  if (groups !== undefined) await store.users.save({ ...user, claims }, hash);
  return { id, kind: "created", values: { after: { userName, claims, ...(wanted.enabled === false && { enabled }) } } };
}

/** What no claim holds; undefined: it is as the file has it, or the file does not say. */
async function applyAttributes(
  { attributes }: UserConfiguration,
  id: string,
  store: TenantStore,
): Promise<{ before: object; after: object } | undefined> {
  const profile = attributes === undefined ? undefined : await store.users.findProfile(id);
  if (attributes === undefined || profile === undefined) return undefined;
  if (isDeepStrictEqual(profile.attributes, attributes)) return undefined;
  const { user, version } = profile;
  const outcome = await store.users.replace({ user, attributes, version });
  if (outcome !== "replaced") throw new ConfigurationError(`user ${user.userName} was changed meanwhile`);
  return { before: { attributes: profile.attributes }, after: { attributes } };
}

/**
 * Groups in the order and the letters in which groups are told of: the case of a name that is there already means nothing. A file that
 * names none leaves the user's as they are.
 */
function claimsOf({ claims, otherClaims }: UserConfiguration, found: User | undefined): Record<string, unknown> {
  const present = (found?.claims.groups ?? []) as readonly string[];
  const asPresent = (name: string) => present.find((each) => foldUserName(each) === foldUserName(name)) ?? name;
  const groups = claims.groups === undefined ? found?.claims.groups : [...new Set(claims.groups.map(asPresent))].sort();
  return { ...claims, ...otherClaims, ...(groups !== undefined && { groups }) };
}

async function isPasswordOf({ password, passwordHash }: UserConfiguration, found: UserWithPassword): Promise<boolean> {
  if (passwordHash !== undefined) return passwordHash === found.passwordHash;
  return password === undefined || (await verifyPassword(password, found.passwordHash)).matches;
}

/** A new password ends what the old one opened (security bar 17.4). */
async function replacePassword(
  user: User,
  { password = "", passwordHash }: UserConfiguration,
  { store, root }: Parameters<typeof applyUser>[1],
  now: number,
): Promise<NonNullable<AppliedUser["ended"]>> {
  const sessions: Session[] = [];
  const endEverything = async () => {
    for (const place of await placesOf(user.id, { root: { store: root }, store })) {
      sessions.push(...(await place.sessions.listOf(user.id)));
      await place.sessions.endAllOf(user.id);
      await place.authorizations.revokeAllOf(user.id, now);
    }
  };
  // Also before, so that a crash in between cannot leave old sessions beside a password that already counts as unchanged.
  await endEverything();
  const most = rememberedPasswords(await readSwitches({ store }));
  const replaced = most > 0 ? (await store.users.findByName(user.userName))?.passwordHash : undefined;
  await store.users.setPasswordHash(user.id, passwordHash ?? (await hashPassword(password)));
  await notePassword(user.id, { replaced, most: Math.max(0, most - 1) }, { store, now });
  await endEverything();
  return { user, sessions };
}
