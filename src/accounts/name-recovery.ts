import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { User } from "../protocol/model/user.ts";
import type { AccountWorld } from "./account-world.ts";
import { emailOf, findAccount, findByClaims, localeOf, phoneOf } from "./find-account.ts";
import { mayBeWritten } from "./mail-limit.ts";
import { readSwitches, type Switches } from "./switches.ts";

/** As people write a number of up to fifteen digits (ITU-T E.164 §6.2.1). */
const PHONE = /^\+?[\d\s().-]{5,30}$/;

/** Types of messages (contract §17.13). */
const MESSAGES = { email: "AccountIdRecovery", sms: "accountIdRecovery" } as const;

/** By what whoever recovers a user name can be written to, the usual one first; none where that is off. It is the same for everybody. */
export function nameChannels({ isOn }: Switches): readonly NotificationChannel[] {
  if (!isOn("recoversUserNames")) return [];
  const byEmail = isOn("recoversUserNamesByEmail") ? (["email"] as const) : [];
  return [...byEmail, ...(isOn("recoversUserNamesBySms") ? (["sms"] as const) : [])];
}

/** The user with the e-mail address or the mobile number, as it was entered. */
export async function findByAddress(login: string, ctx: Pick<AccountWorld, "store">): Promise<User | undefined> {
  const found = await findAccount(login, ctx);
  if (found !== undefined || !PHONE.test(login)) return found;
  return (
    (await findByClaims({ "phoneNumbers.value": login }, ctx)) ??
    (await findByClaims({ "phoneNumbers.value": login.replace(/[^+\d]/g, "") }, ctx))
  );
}

/**
 * Writes the user name to whoever has forgotten it. `login`: what was entered; `channel`: left out, or one that the organization does not have,
 * its usual one. Returns by what it was written, which tells nothing of whether it was (security bar 18.4).
 */
export async function recoverUserName(
  user: User | undefined,
  { login, channel: wished }: { readonly login: string; readonly channel?: NotificationChannel | undefined },
  ctx: AccountWorld,
): Promise<NotificationChannel> {
  const channels = nameChannels(await readSwitches(ctx));
  const channel = channels.find((one) => one === wished) ?? channels[0] ?? "email";
  const to = user && (channel === "email" ? emailOf(user) : phoneOf(user));
  const written = await mayBeWritten({ to, login, about: "user name", account: user }, ctx);
  if (user === undefined || to === undefined || !written) return channel;
  const values = { "user-name": user.userName };
  await ctx.notify({ channel, type: MESSAGES[channel], to, ...localeOf(user), values });
  return channel;
}
