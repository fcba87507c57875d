import { findIdentityProvider } from "../../protocol/identity-provider.ts";
import type { Client } from "../../protocol/model/client.ts";
import { stepsOf } from "../../protocol/sign-in-sequence.ts";
import type { ManagementContext } from "../operation.ts";
import { invalidRequest } from "./errors.ts";
import type { ManagedClient } from "./find-application.ts";
import type { ApplicationModel } from "./forms.ts";
import { fromModel, toModel } from "./model-mapping.ts";
import { settle } from "./settle.ts";

type Sequence = ApplicationModel["authenticationSequence"];

/** What the organization's own users sign in with. */
export const LOCAL = "LOCAL";

/** Refuses options of connections that there are none of, and of authenticators that the connection has not. */
export async function verifyConnections(sequence: Sequence, { store }: ManagementContext): Promise<void> {
  for (const { idp, authenticator } of optionsOf(sequence).filter((option) => option.idp !== LOCAL)) {
    const provider = await findIdentityProvider(store, idp);
    if (provider === undefined) throw invalidRequest(`authenticationSequence: there is no connection ${idp}.`);
    if (!provider.document.authenticators.some(({ name }) => name === authenticator)) {
      throw invalidRequest(`authenticationSequence: the connection ${idp} has no ${authenticator}.`);
    }
  }
}

/** The applications whose users can sign in by what the option says, by name. */
export async function applicationsUsing(
  isMeant: (option: { readonly idp: string; readonly authenticator: string }) => boolean,
  { store }: ManagementContext,
): Promise<ManagedClient[]> {
  const clients = (await store.clients.list()) as ManagedClient[];
  const using = clients.filter((client) => stepsOf(client).some(({ options }) => options.some(isMeant)));
  return using.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/**
 * The application with the connection called otherwise in the steps of its sign-in, or without it: a step that would have no other way
 * then asks for the password.
 */
export function withConnection(client: Client, connection: string, renamed: string | undefined): Client {
  const model = toModel(client);
  const steps = (model.authenticationSequence?.steps ?? []).map(({ id, options }) => {
    const kept = options.filter(({ idp }) => renamed !== undefined || idp !== connection);
    const called = kept.map((option) => (option.idp === connection ? { ...option, idp: renamed as string } : option));
    return { id, options: called.length > 0 ? called : [{ idp: LOCAL, authenticator: "BasicAuthenticator" }] };
  });
  const authenticationSequence = { ...model.authenticationSequence, steps };
  const { written, requestedClaims, application } = fromModel({ ...model, authenticationSequence }, client);
  return { ...settle(client, written), requestedClaims, application };
}

function optionsOf(sequence: Sequence) {
  return (sequence?.steps ?? []).flatMap(({ options }) => options);
}
