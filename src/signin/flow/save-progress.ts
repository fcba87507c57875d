import { isDeepStrictEqual } from "node:util";
import type { FlowContext } from "./flow-context.ts";
import type { FlowPlace } from "./flow-place.ts";
import { findFlow, type SignInFlow, type StoredFlow, saveFlow } from "./sign-in-flow.ts";

/** How often something may be entered before the step begins anew (security bar 19.1, 19.2). */
export const MOST_TRIES = 5;

/**
 * Stores the flow, also over what came in between and has left the person at the same step, as another try does: what was proven, and is
 * used up by that, is not lost.
 */
export async function saveOverTries(
  place: FlowPlace,
  flow: SignInFlow,
  ctx: FlowContext,
): Promise<StoredFlow | undefined> {
  let { version } = place;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const saved = await saveFlow(place, flow, version, ctx);
    const present = saved === undefined ? await findFlow(place.id, ctx) : undefined;
    if (present === undefined || present.version === 0) return saved;
    const isProgress = !isDeepStrictEqual(progressOf(flow), progressOf(place.flow));
    if (!isProgress || !isDeepStrictEqual(progressOf(present.flow), progressOf(place.flow))) return undefined;
    version = present.version;
  }
  return undefined;
}

/** The flow, unless another request has changed it meanwhile. */
export async function unchanged({ id, flow, version }: FlowPlace, ctx: FlowContext): Promise<StoredFlow | undefined> {
  if (version > 0 && (await findFlow(id, ctx)).version !== version) return undefined;
  return { flow, version };
}

/** How far the person has come, as JSON keeps it. */
function progressOf({ person, done, tasksDone, linking }: SignInFlow): unknown {
  return JSON.parse(JSON.stringify({ person, done, tasksDone, linking: linking?.remote }));
}
