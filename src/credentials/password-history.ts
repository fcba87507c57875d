import type { TenantStore } from "../store/port/store.ts";
import { forgetPasswordState } from "./password-state.ts";

/** The document of the credential of kind "password history", which has the user's id; there is none until the first change of a password. */
export interface PasswordHistory {
  /** When the present password was set, in Unix seconds. */
  readonly setAt: number;
  /** Of those before it, the latest first; as many as the organization wants to have remembered. */
  readonly hashes: readonly string[];
}

type World = { readonly store: Pick<TenantStore, "credentials"> };

const KIND = "password history";

/** Undefined: the user has the first password still, or none. */
export async function findPasswordHistory(userId: string, { store }: World): Promise<PasswordHistory | undefined> {
  return (await store.credentials.find<PasswordHistory>(KIND, userId))?.document;
}

/** Notes that the user has another password now, whatever there was to be said of the one before. `replaced`: the hash of the one before, kept with others up to `most`. */
export async function notePassword(
  userId: string,
  { replaced, most }: { readonly replaced: string | undefined; readonly most: number },
  ctx: World & { readonly now: number },
): Promise<void> {
  const { store, now } = ctx;
  const before = await findPasswordHistory(userId, ctx);
  const hashes = [...(replaced === undefined ? [] : [replaced]), ...(before?.hashes ?? [])].slice(0, most);
  await store.credentials.remove(userId, KIND, userId);
  await store.credentials.add({ userId, kind: KIND, id: userId, document: { setAt: now, hashes } }, now);
  await forgetPasswordState(userId, ctx);
}
