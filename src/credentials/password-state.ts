import type { TenantStore } from "../store/store.ts";

/** The document of the credential of kind "password state", which has the user's id: a password that is not for good. */
export interface PasswordState {
  /** From then on it opens nothing any more, in Unix seconds. */
  readonly expiresAt: number;
}

type World = { readonly store: Pick<TenantStore, "credentials"> };

const KIND = "password state";
/** How long a password opens anything that somebody else knows too (security bar 17.5). */
export const INITIAL_PASSWORD_SECONDS = 604_800;

/** Undefined: the password, if the user has one, is their own for good. */
export async function findPasswordState(userId: string, { store }: World): Promise<PasswordState | undefined> {
  return (await store.credentials.find<PasswordState>(KIND, userId))?.document;
}

/** The user has to change the password, until then with the present one. */
export async function demandPasswordChange(
  userId: string,
  { expiresAt }: PasswordState,
  { store, now }: World & { readonly now: number },
): Promise<void> {
  await store.credentials.remove(userId, KIND, userId);
  await store.credentials.add({ userId, kind: KIND, id: userId, document: { expiresAt } }, now);
}

export async function forgetPasswordState(userId: string, { store }: World): Promise<void> {
  await store.credentials.remove(userId, KIND, userId);
}
