/** How long ago somebody may have proven who they are who changes what they prove it with, in seconds (security bar 19.5). */
const RECENT_SECONDS = 900;

/** Whether a proof of that time is young enough. Both are Unix seconds. */
export function isRecentProof(at: number, now: number): boolean {
  return now - at <= RECENT_SECONDS;
}
