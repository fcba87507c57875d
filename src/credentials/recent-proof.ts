import type { User } from "../protocol/model/user.ts";
import { MULTI_FACTOR_ACR, reaches } from "../protocol/sign-in-sequence.ts";
import type { TenantStore } from "../store/port/store.ts";
import { protectingFactors } from "./enabled-factors.ts";

/** How long ago somebody may have proven who they are who changes what they prove it with, in seconds (security bar 19.5). */
const RECENT_SECONDS = 900;
/** What `amr` says of tokens that came of somebody else's word. */
const BY_ASSERTION = "urn:ietf:params:oauth:grant-type:";

/** A sign-in, as a session or what was allowed in it remembers it. */
interface Proof {
  /** Unix seconds. */
  readonly authTime: number;
  readonly amr: readonly string[];
}

/** What a sign-in has to have that is not there (RFC 9470 §3). */
export interface MissingProof {
  readonly maxAgeSeconds: number;
  /** Undefined: any sign-in will do. */
  readonly acr: string | undefined;
}

/** Whether a proof of that time is young enough. Both are Unix seconds. */
export function isRecentProof(at: number, now: number): boolean {
  return now - at <= RECENT_SECONDS;
}

/**
 * What is missing for the user to change how they sign in, or all that there is: a sign-in of minutes ago, and one with a second factor
 * where the account has one (security bar 19.5). Undefined when nothing is. The store is that of the user's own world.
 */
export async function missingProof(
  user: Pick<User, "id" | "claims">,
  proof: Proof | undefined,
  { store, now }: { readonly store: Pick<TenantStore, "credentials">; readonly now: number },
): Promise<MissingProof | undefined> {
  const factors = await protectingFactors(user, { store });
  const acr = factors.length > 0 ? MULTI_FACTOR_ACR : undefined;
  if (proof !== undefined && isRecentProof(proof.authTime, now) && isEnough(proof.amr, acr)) return undefined;
  return { maxAgeSeconds: RECENT_SECONDS, acr };
}

function isEnough(amr: readonly string[], acr: string | undefined): boolean {
  // Another server's word about somebody is no sign-in of theirs.
  if (amr.every((name) => name.startsWith(BY_ASSERTION))) return false;
  return acr === undefined || reaches(acr, amr);
}
