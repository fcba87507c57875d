import { sha256 } from "../../crypto/hashes.ts";
import type { NotificationChannel } from "../../protocol/model/notification.ts";
import type { User } from "../../protocol/model/user.ts";
import { foldUserName } from "../../protocol/model/user.ts";
import type { AttemptPolicy } from "../../store/port/attempts.ts";
import type { StartOutcome } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Person } from "../flow/sign-in-flow.ts";
import { knownDeviceId } from "../known-device.ts";

/** Codes and links stay good for this long (security bar 19.2, 19.7). */
export const SENT_MINUTES = 10;

/** Beside what one sign-in may send: what one person is sent in all sign-ins together (security bar 18.5, 19.2). */
const SENDING: AttemptPolicy = { attempts: 10, lockSeconds: 900, maximumLockSeconds: 3600, forgetSeconds: 3600 };

/** Is nobody's. */
const NO_USER = "00000000-0000-4000-8000-000000000000";

/** Where the user can be written to; undefined: nowhere, also at an address that is known not to be confirmed. */
export function addressOf({ claims }: Pick<User, "claims">, channel: NotificationChannel): string | undefined {
  const [name, confirmed] =
    channel === "email" ? (["email", "email_verified"] as const) : (["phone_number", "phone_number_verified"] as const);
  const address = claims[name];
  return typeof address === "string" && address !== "" && claims[confirmed] !== false ? address : undefined;
}

/** Whether the mark is that of the address that the user has now. */
export function standsByAddress(mark: string, user: User, channel: NotificationChannel): boolean {
  const address = addressOf(user, channel);
  return address !== undefined && markOf(address) === mark;
}

function markOf(address: string): string {
  return sha256(address).toString("base64url");
}

/** Whether this person can be written to; of one who has proven nothing that is not told, and said of everybody. */
export async function isReachable(person: Person, channel: NotificationChannel, ctx: FlowContext): Promise<boolean> {
  const user = await findPerson(person, ctx);
  return user !== undefined && addressOf(user, channel) !== undefined;
}

/** The user of a sign-in that has come so far; looked for also where it is known that there is none, to take the same time. */
export function findPerson(person: Person | undefined, { people }: FlowContext): Promise<User | undefined> {
  return people.users.find(person?.userId ?? NO_USER);
}

/**
 * Sends what the state was made of, and keeps the mark of the address, to a person who can be reached; for others nothing is sent, and it looks the same (security bar 18.4).
 * What strangers ask for in a person's name does not use up what that person may ask for on a device of theirs (security bar 18.2).
 */
export async function sendTo(
  person: Person | undefined,
  message: {
    readonly channel: NotificationChannel;
    readonly type: string;
    readonly values: Readonly<Record<string, string>>;
    readonly state: Readonly<Record<string, unknown>>;
  },
  ctx: FlowContext,
): Promise<StartOutcome> {
  const { channel, type, values, state } = message;
  const lockedUntil = await ctx.people.attempts.begin(sendingKey(person, ctx), SENDING, ctx.now);
  if (lockedUntil !== undefined) return { kind: "too many attempts", retryAfterSeconds: lockedUntil - ctx.now };
  const user = await findPerson(person, ctx);
  const to = user?.enabled ? addressOf(user, channel) : undefined;
  if (user !== undefined && to !== undefined) {
    const { locale } = user.claims;
    await ctx.notify({
      channel,
      type,
      to,
      goodForSeconds: SENT_MINUTES * 60,
      locale: typeof locale === "string" ? locale : ctx.language,
      applicationId: ctx.client.application?.id,
      values: {
        ...values,
        "user-name": user.userName,
        "application-name": ctx.client.name,
        "otp-expiry-time": `${SENT_MINUTES}`,
        "expiry-time": `${SENT_MINUTES}`,
      },
    });
  }
  ctx.record("message_sent_to_sign_in", { user: user?.id, type, reachable: to !== undefined });
  const shownTo = shownAddress(person, to, channel);
  const expiresAt = ctx.now + SENT_MINUTES * 60;
  const mark = to === undefined ? {} : { mark: markOf(to) };
  return { kind: "started", state: { ...state, expiresAt, ...mark, ...(shownTo !== undefined && { shownTo }) } };
}

/** What a page may tell of where the message went: of one who has proven nothing no more than they have entered themselves. */
function shownAddress(person: Person | undefined, to: string | undefined, channel: NotificationChannel) {
  if (person?.proven) return to && masked(to, channel);
  return channel === "email" && person?.userName.includes("@") ? masked(person.userName, channel) : undefined;
}

function masked(address: string, channel: NotificationChannel): string {
  if (channel === "sms") return `••• ${address.replace(/\D/g, "").slice(-2)}`;
  const at = address.lastIndexOf("@");
  return `${[...address][0] ?? ""}•••${address.slice(at)}`;
}

function sendingKey(person: Person | undefined, ctx: FlowContext): string {
  const name = person?.userName ?? "";
  const who = person?.userId ?? sha256(foldUserName(name)).toString("base64url");
  if (person?.proven) return `messages proven ${who}`;
  // All of the user's devices together: each sign-in makes another one.
  return `messages ${knownDeviceId(ctx.deviceCookie, name, ctx) === undefined ? "" : "known "}${who}`;
}
