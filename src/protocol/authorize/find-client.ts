import { findClientById } from "../client-by-id.ts";
import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import type { ReadParameters } from "../parameters.ts";
import { AuthorizationPageError } from "./page-error.ts";

/** The enabled client of an authorization request. Refuses by page, since without one nobody is there to be told (security bar 1.2). */
export async function findClient({ parameters, repeated }: ReadParameters, ctx: ProtocolContext): Promise<Client> {
  if (repeated.has("client_id") || repeated.has("redirect_uri")) {
    throw new AuthorizationPageError("repeated_parameter");
  }
  const clientId = parameters.get("client_id");
  if (clientId === undefined) throw new AuthorizationPageError("client_id_missing");
  const client = await findClientById(clientId, ctx);
  if (client === undefined) throw new AuthorizationPageError("client_unknown");
  if (!client.enabled) throw new AuthorizationPageError("client_disabled");
  return client;
}
