import type { FlowExecutor } from "./executors.ts";
import { ANSWER_OF_CONNECTION } from "./flow-inputs.ts";
import { changeFlow } from "./flow-state.ts";

/** The executors of connections, with the kinds of connections that each is for. */
export const CONNECTION_EXECUTORS: Readonly<Record<string, string>> = {
  OpenIDConnectExecutor: "OpenIDConnectAuthenticator",
  GoogleExecutor: "GoogleOIDCAuthenticator",
  /** Its older name. */
  GoogleSignUpExecutor: "GoogleOIDCAuthenticator",
  GithubExecutor: "GithubAuthenticator",
  AppleExecutor: "AppleOIDCAuthenticator",
  Office365Executor: "MicrosoftWindowsLiveAuthenticator",
};

/** Signs somebody in at a server of others: what it says of them is what they say of themselves, and the account there opens the one here. */
export const connectionExecutor: FlowExecutor = {
  flows: ["REGISTRATION"],
  needs: [],
  asksElsewhere: true,
  async run(flow, { entered }, ctx, { idp, stepId, actionId }) {
    const { away, ...others } = flow.state;
    const answer = new Map(
      ANSWER_OF_CONNECTION.flatMap((name) => (entered[name] === undefined ? [] : [[name, entered[name]] as const])),
    );
    if (away?.to !== "connection" || !answer.has("state")) {
      const sent = await ctx.connections.leave(idp ?? "", { id: flow.id, applicationId: others.applicationId });
      if (sent === undefined)
        return refused("There is no such connection, or no page of the application to come back to.");
      return {
        kind: "away",
        flow: { ...flow, state: { ...others, away: { to: "connection", stepId, actionId, sent } } },
      };
    }
    // It counts once, whatever comes of it (security bar 24.3).
    const used = await changeFlow(flow, others, ctx);
    if (used === undefined) return { kind: "gone" };
    const remote = await ctx.connections.take(away.sent, answer);
    if (remote === undefined) return refused("The provider has signed nobody in.");
    // Whoever has shown that the account there is theirs may know that there is one here.
    if (remote.isKnown) return { kind: "refused", because: "taken", why: "There is a user with this account already." };
    const { userName = remote.userName, proved = remote.provedEmail } = others;
    const claims = { ...remote.claims, ...others.claims };
    const state = { ...others, userName, claims, remote, ...(proved !== undefined && { proved }) };
    return { kind: "done", flow: { ...used, state } };
  },
};

function refused(why: string) {
  return { kind: "refused", because: "connection", why } as const;
}
