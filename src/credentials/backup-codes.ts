import { randomInt } from "node:crypto";
import { hashPassword, verifyPassword } from "../crypto/password-hash.ts";
import type { TenantStore } from "../store/port/store.ts";

const CODES = 10;
/** After the first, which names the code's place: 45 bits of chance. */
const CHARACTERS = 9;
/** Without those that look alike. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

/** A user's backup codes: the document of the credential of kind "backup codes", which has the user's id. */
export interface BackupCodes {
  /** Of each code a PHC string (security bar 19.3), by its place; null when it was used. */
  readonly hashes: readonly (string | null)[];
}

type World = { readonly store: Pick<TenantStore, "credentials">; readonly now: number };

/** Ten new codes, in the place of those that the user had. This once they are told. */
export async function makeBackupCodes(userId: string, { store, now }: World): Promise<string[]> {
  const codes = Array.from({ length: CODES }, (_, place) => `${place}${randomText()}`);
  const hashes: string[] = [];
  // One after the other: nobody else who signs in is to wait for all of them.
  for (const code of codes) hashes.push(await hashPassword(code));
  await store.credentials.remove(userId, "backup codes", userId);
  const document: BackupCodes = { hashes };
  if (!(await store.credentials.add({ userId, kind: "backup codes", id: userId, document }, now))) {
    throw new Error("backup codes were changed by others at the same time");
  }
  return codes;
}

/** How many codes the user has left. */
export async function countBackupCodes(userId: string, { store }: Pick<World, "store">): Promise<number> {
  const found = await store.credentials.find<BackupCodes>("backup codes", userId);
  return found?.document.hashes.filter((hash) => hash !== null).length ?? 0;
}

/** A mark of the user's codes: those that are made anew have another one; undefined when there are none. */
export async function markOfBackupCodes(userId: string, { store }: Pick<World, "store">): Promise<string | undefined> {
  const found = await store.credentials.find<BackupCodes>("backup codes", userId);
  return found && String(found.createdAt);
}

/**
 * Takes a code and uses it up: of any number of callers with one code exactly one is told true. A wrong one takes the same work. Whoever
 * asks counts the tries.
 */
export async function takeBackupCode(userId: string, entered: string, { store, now }: World): Promise<boolean> {
  const code = entered.replaceAll(/[\s-]/g, "").toLowerCase();
  const place = Number(code.slice(0, 1) || Number.NaN);
  const found = await store.credentials.find<BackupCodes>("backup codes", userId);
  const { matches } = await verifyPassword(code, found?.document.hashes[place] ?? undefined);
  if (!matches || found === undefined) return false;
  const document: BackupCodes = { hashes: found.document.hashes.with(place, null) };
  return store.credentials.replace({ ...found, document, lastUsedAt: now });
}

function randomText(): string {
  return Array.from({ length: CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
