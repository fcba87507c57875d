import { sha256 } from "../crypto/hashes.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import { sealedAccountKeyOf } from "./client-attestation/service-account.ts";
import type { Client, ClientSecret } from "./model/client.ts";
import { resealedDocument } from "./sealed-document.ts";

/** A client's secret as it is stored: its hash and, where it is given, the sealed secret itself. Without `expiresAt` it is good for ever. */
export function toClientSecret(secret: string, expiresAt?: number, sealed?: string): ClientSecret {
  return { hash: sha256(secret).toString("base64url"), expiresAt, ...(sealed !== undefined && { sealed }) };
}

/** Whether the client's secrets are needed again, and so are stored sealed beside their hashes. */
export function needsSealedSecrets({ tokenEndpointAuthMethod }: Client): boolean {
  return tokenEndpointAuthMethod === "client_secret_jwt";
}

/** Seals a secret that must be had again, bound to the client (security bar 26.4): only `client_secret_jwt` needs it. */
export function sealSecret(secret: string, tenantId: string, clientId: string, keys: Pick<ServerKeys, "seal">): string {
  return keys.seal(Buffer.from(secret), contextOf(tenantId, clientId));
}

/** Throws when it was sealed for another client, or with a key the server does not have. */
export function openSecret(sealed: string, tenantId: string, clientId: string, keys: Pick<ServerKeys, "open">): Buffer {
  return keys.open(sealed, contextOf(tenantId, clientId));
}

/** The client with its secrets sealed with the server's present key; undefined when they are already. */
export function resealedClient(tenantId: string, client: Client, keys: ServerKeys): Client | undefined {
  const context = contextOf(tenantId, client.clientId);
  const places = client.secrets.flatMap(({ sealed }, index) =>
    sealed === undefined ? [] : [{ path: `secrets.${index}.sealed`, context }],
  );
  const account = client.application?.attestation?.serviceAccount;
  const ofAccount = account === undefined ? [] : [sealedAccountKeyOf(tenantId, client.clientId)];
  return resealedDocument(client, [...places, ...ofAccount], keys);
}

function contextOf(tenantId: string, clientId: string): string {
  return `client secret ${tenantId} ${clientId}`;
}
