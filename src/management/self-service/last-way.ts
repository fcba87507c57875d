import type { User } from "../../protocol/model.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";

/** The title of the refusal, whichever API it comes from. */
export const LAST_WAY = "Last way to sign in.";

/**
 * Refuses to take from a user by their own hand what they can sign in with no more afterwards (security bar 24.4): without a password, the
 * last passkey or account elsewhere stays. `passkey`, `association`: what is to be taken, by id; "all" associations.
 */
export async function keepLastWay(
  user: User,
  { passkey, association, code }: { readonly passkey?: string; readonly association?: string; readonly code: string },
  { store }: ManagementContext,
): Promise<void> {
  if ((await store.users.findByName(user.userName))?.passwordHash !== undefined) return;
  const passkeys = await store.credentials.listOf(user.id, "passkey");
  const associations = await store.federatedAssociations.listOf(user.id);
  const left = [
    ...passkeys.filter(({ id }) => id !== passkey),
    ...associations.filter(({ id }) => association !== "all" && id !== association),
  ];
  // What is none of theirs is not found, which is for others to say.
  if (left.length > 0 || passkeys.length + associations.length === 0) return;
  const description = "It is the only way to sign in that is left. Set a password or add a passkey first.";
  throw new ManagementError(400, code, LAST_WAY, description);
}
