import type { User } from "../protocol/model/user.ts";
import type { AttemptPolicy } from "../store/port/attempts.ts";
import type { AccountWorld } from "./account-world.ts";
import { emailOf, localeOf, phoneOf } from "./find-account.ts";

/** What waits for the user's decision. */
interface Approval {
  readonly channel: "email" | "sms";
  readonly client: { readonly name: string; readonly application?: { readonly id: string } | undefined };
  /** Where the user decides. */
  readonly url: string;
  readonly bindingMessage: string | undefined;
  /** How long they can. */
  readonly seconds: number;
}

type Outcome =
  | { readonly kind: "written" | "unreachable" }
  | { readonly kind: "too many"; readonly retryAfterSeconds: number };

/** So that no application fills anybody's mailbox, nor tires them into agreeing (security bar 18.5). */
const POLICY: AttemptPolicy = { attempts: 10, lockSeconds: 300, maximumLockSeconds: 3600, forgetSeconds: 3600 };

/** Writes to the user that an application waits for them, with the link to decide (contract §11.2). */
export async function writeOfApproval(
  user: User,
  { channel, client, url, bindingMessage, seconds }: Approval,
  { store, now, notify }: Pick<AccountWorld, "store" | "now" | "notify">,
): Promise<Outcome> {
  const to = channel === "email" ? emailOf(user) : phoneOf(user);
  if (to === undefined) return { kind: "unreachable" };
  const lockedUntil = await store.attempts.begin(`approvals ${user.id}`, POLICY, now);
  if (lockedUntil !== undefined) return { kind: "too many", retryAfterSeconds: lockedUntil - now };
  await notify({
    channel,
    type: channel === "email" ? "CIBAAuthenticationNotification" : "CIBASMSAuthenticationNotification",
    to,
    ...localeOf(user),
    applicationId: client.application?.id,
    goodForSeconds: seconds,
    values: {
      "user-name": user.userName,
      "application-name": client.name,
      "ciba-auth-url": url,
      "binding-message": bindingMessage ?? "–",
      "expiry-time": String(Math.ceil(seconds / 60)),
    },
  });
  return { kind: "written" };
}
