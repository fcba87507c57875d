import { findPasswordHistory } from "../credentials/password-history.ts";
import { verifyPassword } from "../crypto/password-hash.ts";
import type { PasswordFault } from "../passwords/new-password.ts";
import type { User } from "../protocol/model/user.ts";
import type { TenantStore } from "../store/port/store.ts";
import { readSwitches, rememberedPasswords } from "./switches.ts";

type World = { readonly store: Pick<TenantStore, "users" | "credentials" | "records"> };

const DAY_SECONDS = 86_400;
const USED: PasswordFault = { reason: "used", sentence: "The password was used before: choose another." };

/**
 * Why the user cannot have the password again; undefined: they can. Asked only of whoever may set it anyway: it tells whether it was theirs.
 */
export async function usedPasswordFault(
  user: Pick<User, "id" | "userName">,
  password: string,
  { store }: World,
): Promise<PasswordFault | undefined> {
  const most = rememberedPasswords(await readSwitches({ store }));
  if (most === 0) return undefined;
  const present = (await store.users.findByName(user.userName))?.passwordHash;
  const earlier = (await findPasswordHistory(user.id, { store }))?.hashes ?? [];
  for (const hash of [...(present === undefined ? [] : [present]), ...earlier].slice(0, most)) {
    if ((await verifyPassword(password, hash)).matches) return USED;
  }
  return undefined;
}

/**
 * Whether the user has the password for longer than the organization wants, whoever has set it. One of whom no change is known has it since
 * they were made.
 */
export async function isPasswordTooOld(
  userId: string,
  { store, now }: World & { readonly now: number },
): Promise<boolean> {
  const switches = await readSwitches({ store });
  if (!switches.isOn("passwordsExpire")) return false;
  const history = await findPasswordHistory(userId, { store });
  const setAt = history?.setAt ?? (await store.users.findProfile(userId))?.createdAt ?? now;
  return now - setAt >= switches.number("passwordDays") * DAY_SECONDS;
}
