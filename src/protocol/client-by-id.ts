import type { ProtocolContext } from "./context.ts";
import type { Client } from "./model/client.ts";

/** Where clients are found, and for whom. */
export type ClientPlaces = Pick<
  ProtocolContext,
  "tenant" | "store" | "clientDocuments" | "remoteNetwork" | "now" | "record"
>;

/**
 * The client with the id, enabled or not: one that the tenant has, or where the tenant allows that, one whose id is the URL of its
 * metadata.
 */
export async function findClientById(clientId: string, ctx: ClientPlaces): Promise<Client | undefined> {
  const client = await ctx.store.clients.find(clientId);
  if (client !== undefined || !ctx.tenant.settings.clientIdMetadataDocuments) return client;
  return ctx.clientDocuments.find(clientId, ctx);
}
