import type { User } from "../protocol/model/user.ts";
import type { UserProfile } from "../store/port/users.ts";
import type { AccountWorld } from "./account-world.ts";

/** So often a change is tried again when another one came in between. */
const TRIES = 5;

type World = Pick<AccountWorld, "store" | "now">;
/** What has to be so of the user at the moment of a change. */
export type Holds = (user: User) => Promise<boolean>;
type Changeable = Pick<UserProfile, "user" | "attributes">;

/**
 * Stores what `change` makes of the user; undefined from it: nothing. False when nothing was stored. `holds`: what has to be so of the user, or
 * of their password, at the very moment of the change.
 */
export async function changeAccount(
  userId: string,
  change: (before: Changeable) => Changeable | undefined,
  { store, now }: World,
  holds: Holds = async () => true,
): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await store.users.findProfile(userId);
    const after = before && change(before);
    if (before === undefined || after === undefined || !(await holds(before.user))) return false;
    const user = { ...after.user, updatedAt: now };
    const outcome = await store.users.replace({ user, attributes: after.attributes, version: before.version });
    if (outcome !== "changed meanwhile") return outcome === "replaced";
  }
  throw new Error("the user was changed by others at the same time, again and again");
}

/** Notes that the address is the user's, if it is the one that they have. */
export function proveEmail(userId: string, email: string, ctx: World, holds?: Holds): Promise<boolean> {
  return changeAccount(
    userId,
    ({ user, attributes }) =>
      user.claims.email === email
        ? { user: { ...user, claims: { ...user.claims, email_verified: true } }, attributes }
        : undefined,
    ctx,
    holds,
  );
}

/** Gives the user the address, which is theirs. */
export function takeEmail(userId: string, email: string, ctx: World, holds?: Holds): Promise<boolean> {
  return changeAccount(
    userId,
    ({ user, attributes }) => ({
      user: { ...user, claims: { ...user.claims, email, email_verified: true } },
      attributes,
    }),
    ctx,
    holds,
  );
}
