import { isResetMark, standsByReset } from "../../accounts/reset-code.ts";
import { findPasswordState } from "../../credentials/password-state.ts";
import type { NotificationChannel } from "../../protocol/model/notification.ts";
import { isSameOption, PASSWORD_OPTION } from "../../protocol/sign-in-sequence.ts";
import type { UserWithPassword } from "../../store/port/users.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { SignInFlow } from "../flow/sign-in-flow.ts";

/** By what the person shows that the password is theirs to change (security bar 17.4). */
export interface Authority {
  readonly by: Means;
  /** Of a code: by what it was sent. */
  readonly channel?: NotificationChannel;
  /** Whether the present password itself was entered. */
  readonly entered?: boolean;
}

export type Means =
  /** It was entered in this sign-in, there is none yet, or the mailbox was shown that a recovery link would be sent to. */
  | "shown"
  /** They have come by other means: the present one is asked for. */
  | "present password"
  /** The present one opens nothing any more, since an administrator wants another one, by the link that was sent. */
  | "recovery link"
  /** The same by the code that was sent. */
  | "code"
  /** It was never used in time, and nothing was sent. */
  | "nothing";

/** Ways that show what a link, or a code, would be sent to. */
const REACHED = {
  email: ["email-otp-authenticator", "MagicLinkAuthenticator"],
  sms: ["sms-otp-authenticator"],
} as const satisfies Readonly<Record<NotificationChannel, readonly string[]>>;

const SHOWN: Authority = { by: "shown" };
/** Nothing that the person shows, or could be sent. */
export const NOTHING: Authority = { by: "nothing" };

/** By what the person shows now that the password is theirs to change. A session that is gone on with has proven nothing now: its ways have no marks. */
export async function authorityOf(
  { user, passwordHash }: UserWithPassword,
  { done }: SignInFlow,
  { proof }: { readonly proof?: string },
  ctx: FlowContext,
): Promise<Authority> {
  const world = { store: ctx.people };
  const shown = done.filter(({ mark }) => mark !== undefined);
  if (proof !== undefined && (await standsByReset(proof, user.id, world))) return SHOWN;
  if (passwordHash === undefined) return SHOWN;
  const entered = shown.find((step) => isSameOption(step, PASSWORD_OPTION));
  if (entered !== undefined) return { by: "shown", entered: !isResetMark(entered.mark ?? "") };
  const state = await findPasswordState(user.id, world);
  if (state === undefined || state.expiresAt > ctx.now) return { by: "present password" };
  const { sent } = state;
  const channel = sent?.by === "code" ? sent.channel : "email";
  const reached: readonly string[] = REACHED[channel];
  if (shown.some(({ idp, authenticator }) => idp === "LOCAL" && reached.includes(authenticator))) return SHOWN;
  if (sent === undefined) return NOTHING;
  return sent.by === "code" ? { by: "code", channel } : { by: "recovery link" };
}

/**
 * Whether the person knows the present password, and may keep what it has opened: whoever comes back to an account by other means ends all of
 * that (security bar 15.6, 17.4).
 */
export function knowsPresent({ by, entered }: Authority): boolean {
  return by === "present password" || entered === true;
}
