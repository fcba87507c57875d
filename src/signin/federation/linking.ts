import { endEverything } from "../../accounts/replace-password.ts";
import { tellOfFactors } from "../../accounts/security-notices.ts";
import type { User } from "../../protocol/model/user.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { proofsStand } from "../flow/proofs-stand.ts";
import type { DoneStep, Linking, SignInFlow } from "../flow/sign-in-flow.ts";
import { type Connection, findConnection } from "./connection.ts";
import { arrived, associate, markOfAssociation } from "./local-user.ts";
import type { RemotePerson } from "./remote-person.ts";

/**
 * Links the two accounts that the flow has proven, and returns the connection's step as done. Undefined when it cannot be: the connection is
 * gone, the one elsewhere is another user's by now, or what was proven here is worth nothing any more. Of any number of requests at once
 * one links, and those of the same user go on.
 */
export async function link(flow: SignInFlow, linking: Linking, ctx: FlowContext): Promise<DoneStep | undefined> {
  const { remote, option, session } = linking;
  const connection = await findConnection(option, ctx);
  const user = flow.person?.proven ? await ctx.people.users.find(flow.person.userId ?? "") : undefined;
  // One that has the name since is not who has signed them in.
  if (connection?.provider.id !== session.providerId || !user?.enabled) return undefined;
  const { federatedAssociations } = ctx.people;
  const isNew = await associate(user, remote, connection, ctx);
  const association = await federatedAssociations.find(connection.provider.id, remote.subject);
  if (association?.userId !== user.id) return undefined;
  if (isNew) {
    // After it, since a password that is changed meanwhile comes too late to be seen before.
    if (!(await proofsStand(flow, ctx))) {
      await takeBackLink(user, remote, connection, ctx);
      return undefined;
    }
    await tellOfFactors(user, { ...ctx, store: ctx.people });
  }
  await arrived(user, remote, connection, ctx);
  return { ...option, mark: markOfAssociation(association) };
}

/** Takes back a link that was made with what is worth nothing any more. */
export async function takeBackLink(
  user: User,
  { subject }: Pick<RemotePerson, "subject">,
  { provider }: Connection,
  ctx: FlowContext,
): Promise<void> {
  const { federatedAssociations } = ctx.people;
  const association = await federatedAssociations.find(provider.id, subject);
  if (association?.userId !== user.id) return;
  await federatedAssociations.remove(user.id, association.id);
  // Whoever was faster may have signed in by it in between.
  await endEverything(user, { ...ctx, store: ctx.people });
}
