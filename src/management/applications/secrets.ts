import { createHmac } from "node:crypto";
import { idFromBytes } from "../../crypto/ids.ts";
import { needsSealedSecrets, sealSecret, toClientSecret } from "../../protocol/client-secret.ts";
import type { Client, ClientSecret } from "../../protocol/model/client.ts";
import { newSecret } from "../../protocol/registration/credentials.ts";
import type { ManagementContext } from "../operation.ts";

/** A new secret for the client, and what is stored of it. */
export function makeSecret(
  client: Client,
  expiresAt: number | undefined,
  { tenant, sealing, now }: ManagementContext,
): { readonly value: string; readonly stored: ClientSecret } {
  const value = newSecret();
  const sealed = needsSealedSecrets(client) ? sealSecret(value, tenant.id, client.clientId, sealing) : undefined;
  return { value, stored: { ...toClientSecret(value, expiresAt, sealed), createdAt: now } };
}

/** Those of the client's secrets whose time is not over. */
export function activeSecrets({ secrets }: Client, now: number): ClientSecret[] {
  return secrets.filter((secret) => isActive(secret, now));
}

/** Names a secret without a way back to it, and is the same every time: a file's secrets have no id of their own. */
export function secretId({ hash }: ClientSecret, client: Client, { tenant }: ManagementContext): string {
  const name = `client secret id ${client.clientId} ${hash}`;
  return idFromBytes(createHmac("sha256", Buffer.from(tenant.subjectSalt, "base64url")).update(name).digest());
}

/** A secret as the API tells of it, without the secret itself (security bar 6.6). The one that was made last is the first. */
export function describeSecret(secret: ClientSecret, client: Client, ctx: ManagementContext) {
  const { expiresAt, createdAt } = secret;
  return {
    secretId: secretId(secret, client, ctx),
    expiresAt: expiresAt ?? 0,
    ...(createdAt !== undefined && { createdAt }),
    status: isActive(secret, ctx.now) ? "ACTIVE" : "EXPIRED",
    latest: client.secrets[0]?.hash === secret.hash,
  };
}

function isActive({ expiresAt }: ClientSecret, now: number): boolean {
  return expiresAt === undefined || expiresAt > now;
}
