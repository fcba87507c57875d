import { createHmac } from "node:crypto";
import { idFromBytes } from "../../crypto/ids.ts";
import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import type { User } from "../model/user.ts";
import { claimOf } from "./claims.ts";

const SHARED_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The value of `sub` for this client: the user's id, or the claim the client is configured for, or a pairwise identifier (contract
 * §7.5).
 */
export function subjectOf(user: User, client: Client, { tenant }: Pick<ProtocolContext, "tenant">): string {
  if (client.subject.type === "pairwise") return pairwiseSubject(user.id, sectorOf(client), tenant.subjectSalt);
  // In an organization people have the names that its administrators give them: two of them, or one and the tenant's own, may have one name.
  if (client.subjectClaim === undefined || user.home !== undefined) return user.id;
  const value = claimOf(user, client.subjectClaim);
  return typeof value === "string" && value !== "" ? value : user.userName;
}

/**
 * Clients whose sectors are the same know a user by the same name: the host of the sector identifier URI, or the one host of the
 * redirect URIs (OIDC Core §8.1). A client whose redirect URI names no host, or one that is on everybody's device, is a sector of its own.
 */
function sectorOf({ clientId, subject, redirectUris }: Client): string {
  const place = subject.sectorIdentifierUri ?? redirectUris[0];
  return (place && sectorHost(place)) ?? `client ${clientId}`;
}

/** The host that a URI speaks for. Of a private-use scheme, in which anybody can write any host, and on everybody's device there is none. */
export function sectorHost(uri: string): string | undefined {
  const { protocol, hostname } = new URL(uri);
  return protocol === "https:" && !SHARED_HOSTS.has(hostname) ? hostname : undefined;
}

/**
 * A UUID of version 8 (RFC 9562 §5.8). Asgardeo's has no secret in it, so that whoever knows a user's id can compute what the user is
 * called elsewhere, which OIDC Core §8.1 forbids.
 */
function pairwiseSubject(userId: string, sector: string, salt: string): string {
  const bytes = createHmac("sha256", salt).update(`${sector} ${userId}`).digest();
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return idFromBytes(bytes);
}
