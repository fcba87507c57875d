import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { TenantStore } from "../store/port/store.ts";

/** The document of the credential of kind "password state", which has the user's id: a password that is not for good. */
export interface PasswordState {
  /** From then on it opens nothing any more, in Unix seconds. */
  readonly expiresAt: number;
  /** By what the user comes to another one from then on; left out: they were sent nothing. */
  readonly sent?: SentReset | undefined;
}

/** What an administrator has had sent to a user who is to choose another password. */
export type SentReset =
  | { readonly by: "link" }
  /** `flowCode`: what the code belongs to, which was sent and is short. */
  | { readonly by: "code"; readonly channel: NotificationChannel; readonly flowCode: string };

type World = { readonly store: Pick<TenantStore, "credentials"> };

const KIND = "password state";
/** How long a password opens anything that somebody else knows too (security bar 17.5). */
export const INITIAL_PASSWORD_SECONDS = 604_800;
/** So often a change is tried again when another one came in between. */
const TRIES = 5;

/** Undefined: the password, if the user has one, is their own for good. */
export async function findPasswordState(userId: string, { store }: World): Promise<PasswordState | undefined> {
  return (await store.credentials.find<PasswordState>(KIND, userId))?.document;
}

/** The user has to change the password, until then with the present one. */
export async function demandPasswordChange(
  userId: string,
  document: PasswordState,
  { store, now }: World & { readonly now: number },
): Promise<void> {
  // In one step, so that the password is not for good for a moment.
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await store.credentials.add({ userId, kind: KIND, id: userId, document }, now)) return;
    const found = await store.credentials.find(KIND, userId);
    if (found !== undefined && (await store.credentials.replace({ ...found, document }))) return;
  }
}

export async function forgetPasswordState(userId: string, { store }: World): Promise<void> {
  await store.credentials.remove(userId, KIND, userId);
}
