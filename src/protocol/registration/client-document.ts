import type { Outbound } from "../../outbound/outbound.ts";
import { parseResponseType } from "../authorize/response-type.ts";
import type { Client } from "../model/client.ts";
import { invalidMetadata, parseMetadata } from "./metadata.ts";
import { metadataOf } from "./metadata-of-client.ts";
import { newClient } from "./new-client.ts";
import { verifySectorDocument } from "./sector-identifier.ts";
import { OPEN_GRANT_TYPES, settleMetadata } from "./settle-metadata.ts";
import { keptMetadata, toClient } from "./to-client.ts";

const LONGEST_URL = 255;
/** In characters. A document says little (draft-ietf-oauth-client-id-metadata-document §8.7), but may hold keys. */
const LARGEST_DOCUMENT = 65_536;
/** Those that need no secret, which a public document cannot hold (draft-ietf-oauth-client-id-metadata-document §4). */
const METHODS = ["none", "private_key_jwt"] as const;

/**
 * Whether a client id is the URL of a document (§3): https, with a path, without user and fragment, and written in the one way that its
 * parser writes it, so without dot segments too.
 */
export function isDocumentUrl(clientId: string): boolean {
  if (clientId.length > LONGEST_URL || !/^https:\/\/[^/?#@]+\//.test(clientId) || clientId.includes("#")) return false;
  return URL.canParse(clientId) && new URL(clientId).href === clientId;
}

/**
 * The client that a document describes. Throws for one that is no JSON or of another URL, that holds a secret, or that `parseMetadata` and
 * `settleMetadata` refuse. Of grant and response types that are not served here it may list any: it is written for many servers.
 */
export async function clientOfDocument(
  text: string,
  clientId: string,
  { outbound, now }: { readonly outbound: Pick<Outbound, "get">; readonly now: number },
): Promise<Client> {
  const sent = servedPart(parseDocument(text));
  if (sent.client_id !== clientId) throw invalidMetadata("client_id is not the URL of the document.");
  for (const name of ["client_secret", "client_secret_expires_at"]) {
    if (Object.hasOwn(sent, name)) throw invalidMetadata(`A document cannot hold ${name}.`);
  }
  const parsed = { token_endpoint_auth_method: METHODS[0], ...parseMetadata(sent) };
  if (!METHODS.some((method) => method === parsed.token_endpoint_auth_method)) {
    throw invalidMetadata("token_endpoint_auth_method needs a secret.");
  }
  const metadata = settleMetadata(parsed, "nobody", metadataOf(newClient("")));
  await verifySectorDocument(metadata, { outbound });
  const client = toClient(metadata, newClient(clientId));
  return {
    ...client,
    name: metadata.client_name ?? new URL(clientId).host,
    pkce: { mandatory: true, plainAllowed: false },
    registration: { issuedAt: now, metadata: keptMetadata(metadata) },
  };
}

function parseDocument(text: string): Readonly<Record<string, unknown>> {
  if (text.length > LARGEST_DOCUMENT) throw invalidMetadata("The document is too long.");
  const document: unknown = JSON.parse(text);
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw invalidMetadata("The document is not a JSON object.");
  }
  return document as Readonly<Record<string, unknown>>;
}

function servedPart(sent: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { grant_types: grants, response_types: types } = sent;
  const isServed = (type: unknown) => typeof type === "string" && parseResponseType(type) !== undefined;
  return {
    ...Object.fromEntries(Object.entries(sent).filter(([name]) => !name.startsWith("ext_"))),
    ...(Array.isArray(grants) && { grant_types: grants.filter((name) => OPEN_GRANT_TYPES.includes(name)) }),
    ...(Array.isArray(types) && { response_types: types.filter(isServed) }),
  };
}
