import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import type { User } from "../../protocol/model/user.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";

/** The title of the refusal, whichever API it comes from. */
export const LAST_WAY = "Last way to sign in.";

/** So long others wait for a removal that was broken off. */
const LONGEST_REMOVAL_SECONDS = 60;

/** What is to be taken, by id; "all" associations. `code`: of the refusal. */
interface Taken {
  readonly passkey?: string;
  readonly association?: string;
  readonly code: string;
}

/**
 * Takes from a user by their own hand what they sign in with, one thing at a time. Refuses what would leave them nothing (security bar 24.4):
 * without a password, the last passkey or account elsewhere stays.
 */
export async function takeWay<Result>(
  user: User,
  taken: Taken,
  take: () => Promise<Result>,
  ctx: ManagementContext,
): Promise<Result> {
  const { transients } = ctx.store;
  const isFirst = await transients.add("way's removal", user.id, {}, ctx.now + LONGEST_REMOVAL_SECONDS, ctx.now);
  if (!isFirst) throw new ManagementError(409, taken.code, "Conflict.", "Another way to sign in is being removed.");
  try {
    await keepLastWay(user, taken, ctx);
    return await take();
  } finally {
    await transients.remove("way's removal", user.id, 1);
  }
}

async function keepLastWay(
  user: User,
  { passkey, association, code }: Taken,
  { store }: ManagementContext,
): Promise<void> {
  if ((await store.users.findByName(user.userName))?.passwordHash !== undefined) return;
  const passkeys = await store.credentials.listOf(user.id, "passkey");
  const associations = await usableAssociations(user, { store });
  const left = [
    ...passkeys.filter(({ id }) => id !== passkey),
    ...associations.filter(({ id }) => association !== "all" && id !== association),
  ];
  // What is none of theirs is not found, which is for others to say.
  if (left.length > 0 || passkeys.length + associations.length === 0) return;
  const description = "It is the only way to sign in that is left. Set a password or add a passkey first.";
  throw new ManagementError(400, code, LAST_WAY, description);
}

/** Those at connections that are there and switched on. */
async function usableAssociations({ id }: User, { store }: Pick<ManagementContext, "store">) {
  const providers = await store.records.list<IdentityProviderDocument>("identity provider");
  const usable = new Set(providers.filter(({ document }) => document.enabled).map((provider) => provider.id));
  return (await store.federatedAssociations.listOf(id)).filter(({ providerId }) => usable.has(providerId));
}
