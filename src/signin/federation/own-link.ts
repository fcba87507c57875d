import { findFederatedAuthenticator } from "../../protocol/federated-authenticators.ts";
import { enabledAuthenticator } from "../../protocol/identity-provider.ts";
import type { SignInOption } from "../../protocol/model/application.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import type { User } from "../../protocol/model/user.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { NEW_FLOW, saveFlow } from "../flow/sign-in-flow.ts";
import { requestAuthorization, type SentAway } from "./authorization-request.ts";
import { FederationFault, findConnection } from "./connection.ts";
import { takeBackLink } from "./linking.ts";
import { associate } from "./local-user.ts";
import { readAnswer } from "./read-answer.ts";
import type { RemotePerson } from "./remote-person.ts";

type World = { readonly people: Pick<TenantStore, "records" | "federatedAssociations"> };

/** The connections of the user's world that are switched on: those that an account of theirs is linked at, and the others. */
export async function connectionsOf(
  { id }: Pick<User, "id">,
  { people }: World,
): Promise<{ readonly linked: readonly SignInOption[]; readonly others: readonly SignInOption[] }> {
  const providers = await people.records.list<IdentityProviderDocument>("identity provider");
  const associations = await people.federatedAssociations.listOf(id);
  const isLinked = (providerId: string) => associations.some((association) => association.providerId === providerId);
  const served = providers.flatMap((provider) => {
    const authenticator = enabledAuthenticator(provider)?.name ?? "";
    if (findFederatedAuthenticator(authenticator) === undefined) return [];
    return [{ option: { idp: provider.name, authenticator }, linked: isLinked(provider.id) }];
  });
  return {
    linked: served.filter(({ linked }) => linked).map(({ option }) => option),
    others: served.filter(({ linked }) => !linked).map(({ option }) => option),
  };
}

/** Begins to link an account at the connection; the answer finds back by the flow's id. Returns where the browser goes; undefined: nowhere. */
export async function beginOwnLink(
  option: SignInOption,
  flow: { readonly id: string; readonly expiresAt: number },
  ctx: FlowContext,
): Promise<string | undefined> {
  const connection = await findConnection(option, ctx);
  if (connection === undefined) return undefined;
  const sent = requestAuthorization(connection, flow.id, ctx);
  const open = { option, state: { ...sent }, url: sent.url, tries: 0 };
  await saveFlow(flow, { ...NEW_FLOW, home: ctx.home, open }, 0, ctx);
  return sent.url;
}

/**
 * Links the account that the provider has signed somebody in to with the user's, who has proven this one (security bar 24.2, 24.4). `taken`:
 * it is linked already, with theirs or with another user's. `mayStill`: whether the user's session lives, and may change how they sign in.
 */
export async function takeOwnLink(
  user: User,
  { option, state, entered }: { option: SignInOption; state: object; entered: ReadonlyMap<string, string> },
  mayStill: () => Promise<boolean>,
  ctx: FlowContext,
): Promise<RemotePerson | "taken" | "failed"> {
  const connection = await findConnection(option, ctx);
  if (connection === undefined) return "failed";
  try {
    const person = await readAnswer(entered, state as SentAway, connection, ctx);
    if (!(await associate(user, person, connection, ctx))) return "taken";
    // After it, since a session that is ended meanwhile comes too late to be seen before.
    if (await mayStill()) return person;
    await takeBackLink(user, person, connection, ctx);
    return "failed";
  } catch (error) {
    if (!(error instanceof FederationFault)) throw error;
    ctx.record("federated_sign_in_failed", { connection: connection.provider.name, reason: error.message });
    return "failed";
  }
}
