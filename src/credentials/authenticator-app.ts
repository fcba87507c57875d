import { randomBytes } from "node:crypto";
import { sha256 } from "../crypto/hashes.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import { totpStepOf } from "../crypto/totp.ts";
import type { Credential } from "../store/port/credentials.ts";
import type { TenantStore } from "../store/port/store.ts";

/** Security bar 19.1: 160 bits. */
const SECRET_BYTES = 20;
/** So often a change is tried again when another one came in between. */
const TRIES = 5;

/** A user's authenticator app: the document of the credential of kind "totp", which has the user's id. */
export interface AuthenticatorApp {
  /** The secret that codes are made with, sealed; absent until the user has shown that their app has it. */
  readonly secret?: string | undefined;
  /** One that is to take its place once the user has shown that their app has it. */
  readonly pending?: string | undefined;
  /** The last time step whose code was taken: it and those before are used up. */
  readonly lastStep?: number | undefined;
}

/** Where it is kept. The store is that of the user's own world. */
export interface AppWorld {
  readonly store: Pick<TenantStore, "credentials">;
  readonly sealing: Pick<ServerKeys, "seal" | "open" | "isCurrent">;
  /** Unix seconds. */
  readonly now: number;
}

/** The user's app; undefined when there is none, not even one that is to be shown. */
export function findAuthenticatorApp(
  userId: string,
  { store }: Pick<AppWorld, "store">,
): Promise<Credential<AuthenticatorApp> | undefined> {
  return store.credentials.find<AuthenticatorApp>("totp", userId);
}

/** Whether codes of the user's app count. */
export async function hasAuthenticatorApp(userId: string, world: Pick<AppWorld, "store">): Promise<boolean> {
  return (await findAuthenticatorApp(userId, world))?.document.secret !== undefined;
}

/** A mark of the user's app, which another one does not have; undefined when no app counts. */
export async function markOfApp(
  userId: string,
  { store, sealing }: Omit<AppWorld, "now">,
): Promise<string | undefined> {
  const sealed = (await findAuthenticatorApp(userId, { store }))?.document.secret;
  if (sealed === undefined) return undefined;
  // Of what is sealed, since it is sealed anew with each new key.
  return sha256(Buffer.concat([Buffer.from("mark\0"), sealing.open(sealed, contextOf(userId))])).toString("base64url");
}

/** Makes a secret that waits for its first code; what the user has now goes on until then. Returns the secret. */
export async function offerSecret(userId: string, { store, sealing, now }: AppWorld): Promise<Buffer> {
  const secret = randomBytes(SECRET_BYTES);
  const pending = sealing.seal(secret, contextOf(userId));
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const found = await findAuthenticatorApp(userId, { store });
    const stored =
      found === undefined
        ? await store.credentials.add({ userId, kind: "totp", id: userId, document: { pending } }, now)
        : await store.credentials.replace({ ...found, document: { ...found.document, pending } });
    if (stored) return secret;
  }
  throw new Error("an authenticator app was changed by others at the same time");
}

/** The secret that waits for its first code; undefined when none does. */
export function pendingSecret(
  { userId, document }: Credential<AuthenticatorApp>,
  { sealing }: Pick<AppWorld, "sealing">,
): Buffer | undefined {
  return document.pending === undefined ? undefined : sealing.open(document.pending, contextOf(userId));
}

/**
 * Takes the first code of the secret that waits, which then is the one of the user's app. False for a wrong code, and when none waits.
 * Whoever asks counts the tries.
 */
export async function confirmSecret(userId: string, code: string, world: AppWorld): Promise<boolean> {
  const found = await findAuthenticatorApp(userId, world);
  const secret = found && pendingSecret(found, world);
  const step = secret && totpStepOf(code, secret, world.now);
  if (found === undefined || step === undefined) return false;
  const document: AuthenticatorApp = { secret: found.document.pending, lastStep: step };
  return world.store.credentials.replace({ ...found, document, lastUsedAt: world.now });
}

/** A secret that is nobody's yet, sealed for this user. `adoptSecret` takes it with its first code. */
export function makeSecret(userId: string, { sealing }: Pick<AppWorld, "sealing">): string {
  return sealing.seal(randomBytes(SECRET_BYTES), contextOf(userId));
}

/** The secret that `makeSecret` has sealed. */
export function openSecret(sealed: string, userId: string, { sealing }: Pick<AppWorld, "sealing">): Buffer {
  return sealing.open(sealed, contextOf(userId));
}

/** Makes a secret of `makeSecret` the one of the user's app, for its first code; not in the place of another that counts. */
export async function adoptSecret(
  userId: string,
  sealed: string,
  code: string,
  world: AppWorld,
): Promise<"adopted" | "wrong code" | "has another"> {
  const found = await findAuthenticatorApp(userId, world);
  if (found?.document.secret !== undefined) return "has another";
  const step = totpStepOf(code, openSecret(sealed, userId, world), world.now);
  if (step === undefined) return "wrong code";
  const { store, now } = world;
  const document: AuthenticatorApp = { secret: sealed, lastStep: step };
  const stored =
    found === undefined
      ? await store.credentials.add({ userId, kind: "totp", id: userId, document }, now)
      : await store.credentials.replace({ ...found, document, lastUsedAt: now });
  return stored ? "adopted" : "has another";
}

/**
 * Takes a code of the user's app and uses it up, with all those before it (security bar 19.1): of any number of callers with one code
 * exactly one is told true. Whoever asks counts the tries.
 */
export async function takeAppCode(userId: string, code: string, world: AppWorld): Promise<boolean> {
  const { store, sealing, now } = world;
  const found = await findAuthenticatorApp(userId, world);
  const sealed = found?.document.secret;
  if (found === undefined || sealed === undefined) return false;
  const secret = sealing.open(sealed, contextOf(userId));
  const step = totpStepOf(code, secret, now);
  if (step === undefined || step <= (found.document.lastStep ?? -1)) return false;
  const kept = sealing.isCurrent(sealed) ? sealed : sealing.seal(secret, contextOf(userId));
  const document: AuthenticatorApp = { ...found.document, secret: kept, lastStep: step };
  return store.credentials.replace({ ...found, document, lastUsedAt: now });
}

/** The same with its secrets sealed with the present key; undefined when they are so already. */
export function resealedApp(
  { userId, document }: Credential<AuthenticatorApp>,
  sealing: AppWorld["sealing"],
): AuthenticatorApp | undefined {
  const { secret, pending } = document;
  const sealed = [secret, pending].filter((one) => one !== undefined);
  if (sealed.every((one) => sealing.isCurrent(one))) return undefined;
  const anew = (one: string | undefined) =>
    one === undefined ? undefined : sealing.seal(sealing.open(one, contextOf(userId)), contextOf(userId));
  return { ...document, secret: anew(secret), pending: anew(pending) };
}

function contextOf(userId: string): string {
  return `authenticator app of ${userId}`;
}
