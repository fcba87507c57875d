import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import { randomBytesFromPool } from "../../crypto/random.ts";
import { needsSealedSecrets, sealSecret, toClientSecret } from "../client-secret.ts";
import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import { foldUserName } from "../model/user.ts";
import { invalidMetadata } from "./metadata.ts";

/** Asgardeo's ids are of letters and digits; these two more mean nothing in a URL either. */
const PROPOSED_ID = /^[A-Za-z0-9_-]{15,64}$/;
const PROPOSED_SECRET = /^[\x21-\x7e]{32,255}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** 256 random bits (security bar 6.6), 43 characters. */
export function newSecret(): string {
  return randomBytesFromPool(32).toString("base64url");
}

/** A new client's id: 28 characters in Asgardeo's form (contract §12). */
export function newClientId(): string {
  const base64 = randomBytesFromPool(20).toString("base64");
  return base64.replaceAll("/", "_").replaceAll("+", "f").replaceAll("=", "a");
}

/** A new client's id, or the one that an administrator proposes. Refuses one that `clientIdFault` finds something wrong with. */
export async function chooseClientId(proposed: string | undefined, ctx: ProtocolContext): Promise<string> {
  if (proposed === undefined) return newClientId();
  const fault = await clientIdFault(proposed, ctx);
  if (fault === "taken") throw invalidMetadata("ext_param_client_id is taken.");
  if (fault === "malformed") throw invalidMetadata("ext_param_client_id is not 15 to 64 letters, digits, - or _.");
  return proposed;
}

/** What is wrong with an id that is proposed; one that a user has is taken too (security bar 6.11). */
export async function clientIdFault(
  proposed: string,
  { store }: Pick<ProtocolContext, "store">,
): Promise<"malformed" | "taken" | undefined> {
  if (!PROPOSED_ID.test(proposed)) return "malformed";
  const user =
    (await store.users.findByName(foldUserName(proposed))) ??
    (UUID.test(proposed) && (await store.users.find(proposed.toLowerCase())));
  return user || (await store.clients.find(proposed)) !== undefined ? "taken" : undefined;
}

/** Whether a secret that is proposed can be one. */
export function isPossibleSecret(proposed: string): boolean {
  return PROPOSED_SECRET.test(proposed);
}

/** Whether the client authenticates with a secret. */
export function needsSecret({ publicClient, tokenEndpointAuthMethod: method }: Client): boolean {
  return !publicClient && (method === undefined || method.startsWith("client_secret_"));
}

/** The client with the secret it needs, and that secret where it is a new one, to be shown this once. */
export function withSecret(
  client: Client,
  proposed: string | undefined,
  { tenant, sealing, now }: Pick<ProtocolContext, "tenant" | "sealing" | "now">,
): { readonly client: Client; readonly secret: string | undefined } {
  if (!needsSecret(client)) return { client: { ...client, secrets: [] }, secret: undefined };
  if (proposed !== undefined && !isPossibleSecret(proposed)) {
    throw invalidMetadata("ext_param_client_secret is not 32 to 255 printable characters without blanks.");
  }
  const sealed = needsSealedSecrets(client);
  const usable = client.secrets.filter(
    (one) => (one.expiresAt === undefined || one.expiresAt > now) && (!sealed || one.sealed !== undefined),
  );
  if (proposed === undefined && usable.length > 0) return { client: { ...client, secrets: usable }, secret: undefined };
  const secret = proposed ?? newSecret();
  const seal = sealed ? sealSecret(secret, tenant.id, client.clientId, sealing) : undefined;
  const stored = { ...toClientSecret(secret, undefined, seal), createdAt: now };
  return { client: { ...client, secrets: [stored] }, secret };
}

/** What is stored of a registration access token (RFC 7592 §1). */
export function hashOfToken(token: string): string {
  return sha256(token).toString("base64url");
}

/** Whether the token is the one that the client was given at its registration. */
export function isRegistrationToken(token: string, { registration }: Client): boolean {
  const hash = registration?.accessTokenHash;
  return hash !== undefined && equalInConstantTime(Buffer.from(hashOfToken(token)), Buffer.from(hash));
}

/** Whether the secret is one of the client's. */
export function isSecretOf(secret: unknown, { secrets }: Client): boolean {
  return (
    typeof secret === "string" &&
    secrets.some(({ hash }) => equalInConstantTime(sha256(secret), Buffer.from(hash, "base64url")))
  );
}
