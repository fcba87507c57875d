import type { User } from "../../protocol/model.ts";
import type { ManagementContext } from "../operation.ts";

/** Ends the user's sessions but the one that this request was made from (security bar 15.6). */
export async function endOtherSessions(user: User, ctx: ManagementContext): Promise<void> {
  const sessions = await ctx.root.store.sessions.listOf(user.id);
  const others = sessions.filter(({ id }) => id !== ctx.authorization?.sessionId);
  if (others.length > 0) await ctx.endSessions(user, others);
}
