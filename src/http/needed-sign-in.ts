import { isDeepStrictEqual } from "node:util";
import type { BrowserSession } from "../protocol/authorize/authorization-endpoint.ts";
import type { SignInStep } from "../protocol/model/application.ts";
import { isPasswordAlone } from "../protocol/sign-in-sequence.ts";
import type { PendingRequest, PendingSignIn } from "../store/port/requests.ts";
import type { TenantStore } from "../store/port/store.ts";

/** What a request finds missing: its steps, and the session that only lacks some of them. */
export interface NeededSignIn {
  readonly kind: "sign in";
  readonly steps: readonly SignInStep[];
  readonly continued: BrowserSession | undefined;
  /** Whether every step is asked for, on a device that was remembered too. */
  readonly insistent: boolean;
  /** The organization whose people sign in; undefined: the tenant's own. */
  readonly home?: string | undefined;
  /** Whether it is one of the tenant's own who is a member there. */
  readonly members?: boolean;
}

/** How it is kept with the pending request; undefined for what a sign-in is where nothing is said, and for any other outcome. */
export function pendingSignIn(outcome: NeededSignIn | { readonly kind: string }): PendingSignIn | undefined {
  if (!isNeeded(outcome)) return undefined;
  // A member is not found among the organization's people: those of the tenant sign in there.
  const { home, members = false } = outcome;
  const said = { ...(outcome.insistent && { insistent: true }), ...(members && { members }) };
  const signIn = { steps: outcome.steps, ...said };
  const isOfThese = outcome.continued?.user.home === (members ? undefined : home);
  const continued = isOfThese ? outcome.continued : undefined;
  if (continued === undefined) return isPasswordAlone(signIn.steps) && !members ? undefined : signIn;
  return { ...signIn, continuedUserId: continued.user.id };
}

/** The pending request with what it needs now. */
export async function keepNeeded(
  pending: PendingRequest,
  outcome: NeededSignIn | { readonly kind: string },
  { requests }: Pick<TenantStore, "requests">,
): Promise<PendingRequest> {
  const signIn = isNeeded(outcome) ? pendingSignIn(outcome) : pending.signIn;
  if (isDeepStrictEqual(signIn, pending.signIn)) return pending;
  const changed = { ...pending, signIn };
  await requests.change(changed);
  return changed;
}

function isNeeded(outcome: { readonly kind: string }): outcome is NeededSignIn {
  return outcome.kind === "sign in";
}
