import { tellOfFactors } from "../../accounts/security-notices.ts";
import type { FederatedAuthenticatorKind } from "../../protocol/federated-authenticators.ts";
import type { User } from "../../protocol/model.ts";
import type { EnteredStep, Factor, FactorOutcome } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { signInWithPassword } from "../steps/password.ts";
import { requestAuthorization, type SentAway } from "./authorization-request.ts";
import { type Connection, FederationFault, findConnection } from "./connection.ts";
import { arrived, associate, findAssociated, recognise } from "./local-user.ts";
import { idTokenContext, type ProviderSession } from "./provider-sessions.ts";
import { readAnswer } from "./read-answer.ts";
import type { RemotePerson } from "./remote-person.ts";

/** What is kept of the step: at the provider, or back from there with an account still to be proven. */
type State = SentAway | { readonly person: RemotePerson };

/** Signs in with a server of others, by OpenID Connect or, with GitHub, by OAuth 2.0 and its user API. */
export function federatedFactor({ name, displayName }: FederatedAuthenticatorKind): Factor {
  return {
    name,
    displayName,
    kind: "federated",
    identifies: true,
    parameters: ["code", "state"].map((parameter) => ({
      name: parameter,
      type: "STRING",
      displayName: parameter === "code" ? "Code" : "State",
      confidential: parameter === "code",
    })),
    isServed: async (option, ctx) => (await findConnection(option, ctx)) !== undefined,
    async start({ option, flowId }, ctx) {
      const connection = await findConnection(option, ctx);
      if (connection === undefined) throw new Error(`There is no connection ${option.idp}`);
      const sent = requestAuthorization(connection, flowId, ctx);
      return { kind: "elsewhere", state: { ...sent }, url: sent.url };
    },
    async show({ option, state }) {
      if (isAtProvider(state as unknown as State)) return { redirectUrl: state.url, state: state.state };
      return { connection: option.idp, toBeProven: true };
    },
    async verify(step, ctx) {
      const connection = await findConnection(step.option, ctx);
      if (connection === undefined) return { kind: "ended", because: "connection_failed" };
      const state = step.state as unknown as State;
      return isAtProvider(state)
        ? takeAnswer(step, state, connection, ctx)
        : takeProof(step, state.person, connection, ctx);
    },
  };
}

/** The provider has sent the browser back. */
async function takeAnswer(
  { entered, flow }: EnteredStep,
  sent: SentAway,
  connection: Connection,
  ctx: FlowContext,
): Promise<FactorOutcome> {
  let person: RemotePerson;
  try {
    person = await readAnswer(entered, sent, connection, ctx);
  } catch (error) {
    if (!(error instanceof FederationFault)) throw error;
    ctx.record("federated_sign_in_failed", { connection: connection.provider.name, reason: error.message });
    return { kind: "ended", because: "connection_failed" };
  }
  // At a later step nobody is made or linked: it has to be the one that the first step was about.
  const recognised =
    flow.person === undefined
      ? await recognise(person, connection, ctx)
      : await findAssociated(person, connection, ctx);
  const isAnother =
    flow.person !== undefined && recognised?.kind === "known" && recognised.user.id !== flow.person.userId;
  if (recognised?.kind === "known" && !isAnother) return proven(recognised.user, person, connection, ctx);
  if (recognised?.kind === "to be proven") return { kind: "goes on", state: { person } };
  ctx.record("federated_sign_in_failed", { connection: connection.provider.name, reason: "no account" });
  return { kind: "ended", because: "no_account" };
}

/** Back from the provider, and now the account here (security bar 24.2): its password, with the lock-out that passwords have. */
async function takeProof(
  { entered, deviceCookie }: EnteredStep,
  person: RemotePerson,
  connection: Connection,
  ctx: FlowContext,
): Promise<FactorOutcome> {
  const userName = (entered.get("usernameUserInput") ?? entered.get("username") ?? "").trim();
  const outcome = await signInWithPassword({ userName, password: entered.get("password") ?? "", deviceCookie }, ctx);
  if (outcome.kind === "refused") return { kind: "refused", because: "sign_in_failed" };
  if (outcome.kind === "too many attempts") return outcome;
  if (!(await associate(outcome.user, person, connection, ctx))) return { kind: "ended", because: "no_account" };
  await tellOfFactors(outcome.user, ctx);
  const known = await arrived(outcome.user, person, connection, ctx);
  return known.kind === "known"
    ? proven(known.user, person, connection, ctx)
    : { kind: "ended", because: "no_account" };
}

function proven(
  user: User,
  { subject, sid, idToken }: RemotePerson,
  { provider, option }: Connection,
  { sealing }: FlowContext,
): FactorOutcome {
  const sealedIdToken = idToken && sealing.seal(Buffer.from(idToken), idTokenContext(provider.id, subject));
  const session: ProviderSession = { providerId: provider.id, ...option, subject, sid, sealedIdToken };
  return { kind: "proven", user, providerSession: session };
}

function isAtProvider(state: State): state is SentAway {
  return "verifier" in state;
}
