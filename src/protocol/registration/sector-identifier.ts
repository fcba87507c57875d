import type { Outbound } from "../../outbound/outbound.ts";
import { sectorHost } from "../tokens/subject.ts";
import { type ClientMetadata, invalidMetadata } from "./metadata.ts";

type Sector = Pick<ClientMetadata, "sector_identifier_uri" | "subject_type" | "redirect_uris">;

/** Refuses pairwise subjects for redirect URIs of several hosts without a document that says they belong together (OIDC Core §8.1). */
export function verifySector({ sector_identifier_uri, subject_type, redirect_uris = [] }: Sector): void {
  if (subject_type !== "pairwise" || sector_identifier_uri !== undefined) return;
  if (new Set(redirect_uris.map(sectorHost)).size > 1) {
    throw invalidMetadata("Pairwise subjects with redirect_uris of several hosts need a sector_identifier_uri.");
  }
}

/**
 * OIDC Registration §5: the document at the sector identifier URI lists every redirect URI; otherwise a client could learn what another
 * sector calls its users. Refuses a document that cannot be had, without saying why (security bar 21.3).
 */
export async function verifySectorDocument(
  { sector_identifier_uri: uri, redirect_uris = [] }: Sector,
  { outbound }: { readonly outbound: Pick<Outbound, "get"> },
): Promise<void> {
  if (uri === undefined) return;
  let listed: unknown;
  try {
    listed = JSON.parse((await outbound.get(uri, { accept: ["application/json"] })).text);
  } catch (cause) {
    throw invalidMetadata("The sector_identifier_uri cannot be fetched.", cause instanceof Error ? cause.message : "");
  }
  if (!Array.isArray(listed) || !redirect_uris.every((redirectUri) => listed.includes(redirectUri))) {
    throw invalidMetadata("The document at the sector_identifier_uri does not list all redirect_uris.");
  }
}
