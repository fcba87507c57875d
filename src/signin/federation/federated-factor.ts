import type { FederatedAuthenticatorKind } from "../../protocol/federated-authenticators.ts";
import type { EnteredStep, Factor, FactorOutcome } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { countAgainstAddress, waitOfAddress } from "../flow/guesses.ts";
import { requestAuthorization, type SentAway } from "./authorization-request.ts";
import { type Connection, FederationFault, findConnection } from "./connection.ts";
import {
  findAssociated,
  isAssociated,
  markOfAssociation,
  provision,
  type Recognised,
  recognise,
} from "./local-user.ts";
import {
  type AtApplication,
  askApplication,
  isAtApplication,
  isDoneByApplication,
  readTokens,
  TOKEN_PARAMETERS,
} from "./native-tokens.ts";
import { readJoining, shownToJoin } from "./new-user.ts";
import { idTokenContext, type ProviderSession } from "./provider-sessions.ts";
import { readAnswer } from "./read-answer.ts";
import type { RemotePerson } from "./remote-person.ts";

/** Back from the provider, and asked whether, and as what, they become a user here. */
interface Joining {
  readonly person: Pick<RemotePerson, "subject" | "claims">;
  readonly session: ProviderSession;
  /** Why what they have entered did not do. */
  readonly refused?: string;
}

type State = SentAway | AtApplication | Joining;

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
      if (isDoneByApplication(connection, ctx)) return { kind: "started", state: { ...askApplication(connection) } };
      const sent = requestAuthorization(connection, flowId, ctx);
      return { kind: "elsewhere", state: { ...sent }, url: sent.url };
    },
    async show(step, ctx) {
      const state = step.state as unknown as State;
      if (isAtProvider(state)) return { redirectUrl: state.url, state: state.state };
      if (isAtApplication(state)) return { ...state, internal: true, parameters: TOKEN_PARAMETERS };
      const connection = await findConnection(step.option, ctx);
      if (connection === undefined) return {};
      return { ...shownToJoin(state.person, connection), ...(state.refused && { refused: state.refused }) };
    },
    async verify(step, ctx) {
      const connection = await findConnection(step.option, ctx);
      if (connection === undefined) return { kind: "ended", because: "connection_failed" };
      const state = step.state as unknown as State;
      if (isAtProvider(state))
        return takeAnswer(step, () => readAnswer(step.entered, state, connection, ctx), connection, ctx);
      if (isAtApplication(state))
        return takeAnswer(step, () => readTokens(step.entered, state, connection, ctx), connection, ctx);
      return takeJoining(step, state, connection, ctx);
    },
    standsBy: (mark, user, _option, ctx) => isAssociated(mark, user, ctx),
  };
}

/** The provider has sent the browser back, or has signed the person in on their device. */
async function takeAnswer(
  { flow }: Pick<EnteredStep, "flow">,
  read: () => Promise<RemotePerson>,
  connection: Connection,
  ctx: FlowContext,
): Promise<FactorOutcome> {
  let person: RemotePerson;
  try {
    person = await read();
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
  return outcomeOf(isAnother ? undefined : recognised, person, sessionOf(person, connection, ctx), ctx);
}

/** What somebody new has entered who was asked first. */
async function takeJoining(
  { entered }: EnteredStep,
  { person, session }: Joining,
  connection: Connection,
  ctx: FlowContext,
): Promise<FactorOutcome> {
  // One that has the name since is not who has signed them in.
  if (session.providerId !== connection.provider.id) return { kind: "ended", because: "connection_failed" };
  const retryAfterSeconds = waitOfAddress(ctx);
  if (retryAfterSeconds !== undefined) return { kind: "too many attempts", retryAfterSeconds };
  const chosen = await readJoining(person, connection, entered, ctx);
  if ("because" in chosen) {
    const { because, reason } = chosen;
    // It tells that somebody is called so.
    if (because === "name_taken") countAgainstAddress(ctx);
    return { kind: "refused", because, state: { person, session, ...(reason !== undefined && { refused: reason }) } };
  }
  // While they were asked, somebody may have got an account with the address, or the connection may make no more users.
  const recognised = await recognise(person, connection, ctx);
  const isStillNew = recognised.kind === "to be asked";
  return outcomeOf(isStillNew ? await provision(person, connection, chosen, ctx) : recognised, person, session, ctx);
}

/** What it comes to who the person is here. */
function outcomeOf(
  recognised: Recognised | undefined,
  { subject, claims }: Pick<RemotePerson, "subject" | "claims">,
  session: ProviderSession,
  ctx: FlowContext,
): FactorOutcome {
  const person = { subject, claims };
  switch (recognised?.kind) {
    case "known": {
      const mark = markOfAssociation({ providerId: session.providerId, subject });
      return { kind: "proven", user: recognised.user, mark, providerSession: session };
    }
    case "to be proven":
      return { kind: "to be linked", remote: person, session };
    case "to be asked":
      return { kind: "goes on", state: { person, session } };
    default:
      ctx.record("federated_sign_in_failed", { connection: session.idp, reason: "no account" });
      return { kind: "ended", because: "no_account" };
  }
}

/** The provider's session, for its end and for the provider's logout. */
export function sessionOf(
  { subject, sid, idToken }: RemotePerson,
  { provider, option }: Connection,
  { sealing }: Pick<FlowContext, "sealing">,
): ProviderSession {
  const sealedIdToken = idToken && sealing.seal(Buffer.from(idToken), idTokenContext(provider.id, subject));
  return { providerId: provider.id, ...option, subject, sid, sealedIdToken };
}

function isAtProvider(state: State): state is SentAway {
  return "verifier" in state;
}
