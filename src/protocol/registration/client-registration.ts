import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import { chooseClientId, hashOfToken, isSecretOf, newSecret, withSecret } from "./credentials.ts";
import { invalidMetadata, parseMetadata } from "./metadata.ts";
import { metadataOf } from "./metadata-of-client.ts";
import { newClient } from "./new-client.ts";
import { saveClient } from "./save-client.ts";
import { verifySectorDocument } from "./sector-identifier.ts";
import { settleMetadata, type VouchedBy } from "./settle-metadata.ts";
import { keptMetadata, toClient } from "./to-client.ts";

/** A client as the registration endpoint tells of it (RFC 7591 §3.2.1, RFC 7592 §3). */
export type ClientInformation = Readonly<Record<string, unknown>> & { readonly client_id: string };

/** Who asks, and where. */
export interface Registrar {
  readonly vouchedBy: VouchedBy;
  /** The registration access token that came with the request, which the answer repeats. */
  readonly accessToken?: string | undefined;
  /** The URL of the registration endpoint. */
  readonly endpoint: string;
}

/** RFC 7591 §3.1: makes a client of a JSON document. Nothing in it can spare users the consent page. */
export async function registerClient(
  document: unknown,
  registrar: Registrar,
  ctx: ProtocolContext,
): Promise<ClientInformation> {
  const metadata = settleMetadata(parseMetadata(document), registrar.vouchedBy, metadataOf(newClient("")));
  await verifySectorDocument(metadata, ctx);
  const clientId = await chooseClientId(metadata.ext_param_client_id, ctx);
  const accessToken = newSecret();
  const registration = {
    accessTokenHash: hashOfToken(accessToken),
    issuedAt: ctx.now,
    metadata: keptMetadata(metadata),
  };
  const described = { ...toClient(metadata, newClient(clientId)), registration };
  const { client, secret } = withSecret(described, metadata.ext_param_client_secret, ctx);
  await saveClient(client, ctx);
  ctx.record("client_registered", { client: clientId, vouchedBy: registrar.vouchedBy });
  return informationOf(client, { ...registrar, accessToken }, secret);
}

/**
 * RFC 7592 §2.2: what the document leaves out is as it would be in a new client. The id stays, and the secret as long as the client's
 * way to authenticate has one. Undefined when the client is gone by now.
 */
export async function replaceClient(
  current: Client,
  document: unknown,
  registrar: Registrar,
  ctx: ProtocolContext,
): Promise<ClientInformation | undefined> {
  const wished = parseMetadata(document);
  const checked = settleMetadata(wished, registrar.vouchedBy, metadataOf(current));
  verifyIdentity(document as Readonly<Record<string, unknown>>, current);
  await verifySectorDocument(checked, ctx);
  // The client decides how long that takes. What an administrator has done to it meanwhile stays done.
  const base = await ctx.store.clients.find(current.clientId);
  if (base === undefined) return undefined;
  const metadata = settleMetadata(wished, registrar.vouchedBy, metadataOf(base));
  const registration = base.registration && { ...base.registration, metadata: keptMetadata(metadata) };
  const described = { ...toClient(metadata, base), ...(registration && { registration }) };
  const { client, secret } = withSecret(described, metadata.ext_param_client_secret, ctx);
  await saveClient(client, ctx);
  ctx.record("client_replaced", { client: client.clientId, vouchedBy: registrar.vouchedBy });
  return informationOf(client, registrar, secret);
}

/** Deletes the client with all that users have allowed it (RFC 7592 §2.3). */
export async function removeClient({ clientId }: Client, registrar: Registrar, ctx: ProtocolContext): Promise<void> {
  await ctx.store.clients.remove(clientId, ctx.now);
  ctx.record("client_removed", { client: clientId, vouchedBy: registrar.vouchedBy });
}

/** The first of the clients that have the name; names may repeat. */
export async function findClientByName(name: string, { store }: ProtocolContext): Promise<Client | undefined> {
  return (await store.clients.list()).find((client) => client.name === name);
}

/** All that the endpoint tells of a client. A secret is told once, when it is made (security bar 6.6). */
export function informationOf(client: Client, registrar: Registrar, secret?: string): ClientInformation {
  const [current] = client.secrets;
  return {
    ...metadataOf(client),
    client_id: client.clientId,
    client_id_issued_at: client.registration?.issuedAt,
    client_secret: secret,
    client_secret_expires_at: current && (current.expiresAt ?? 0),
    registration_access_token: registrar.accessToken,
    registration_client_uri: `${registrar.endpoint}/${encodeURIComponent(client.clientId)}`,
  };
}

/** RFC 7592 §2.2: a client cannot choose an id or a secret for itself. */
function verifyIdentity(sent: Readonly<Record<string, unknown>>, client: Client): void {
  if (Object.hasOwn(sent, "client_id") && sent.client_id !== client.clientId) {
    throw invalidMetadata("client_id is not that of the client.");
  }
  if (Object.hasOwn(sent, "client_secret") && !isSecretOf(sent.client_secret, client)) {
    throw invalidMetadata("client_secret is not that of the client.");
  }
}
