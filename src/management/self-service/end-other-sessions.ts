import { forgetDevices } from "../../credentials/remembered-devices.ts";
import type { User } from "../../protocol/model/user.ts";
import type { ManagementContext } from "../operation.ts";
import { sessionsOf } from "../sessions/find-sessions.ts";

/**
 * Ends the user's sessions but the one that this request was made from, and asks for second factors again on devices that were remembered
 * (security bar 15.6). Of somebody who wants to keep the sessions only the latter.
 */
export async function endOtherSessions(user: User, ctx: ManagementContext): Promise<void> {
  await forgetDevices(user.id, ctx);
  if (ctx.keepsOtherSessions) return;
  const sessions = await sessionsOf(user.id, ctx);
  const others = sessions.filter(({ id }) => id !== ctx.authorization?.sessionId);
  if (others.length > 0) await ctx.endSessions(user, others);
}
