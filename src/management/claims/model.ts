import type { z } from "zod";
import type { localClaimForm } from "./forms.ts";

/** A set of names for attributes, as OpenID Connect or a SCIM schema has one. */
export interface Dialect {
  readonly uri: string;
}

/** An attribute of users. */
export type LocalClaim = z.output<typeof localClaimForm>;

/** What another dialect calls an attribute. */
export interface ExternalClaim {
  readonly claimDialectURI: string;
  readonly claimURI: string;
  readonly mappedLocalClaimURI: string;
}

/** The id of a URI: base64url of it, without padding. */
export function idOf(uri: string): string {
  return Buffer.from(uri).toString("base64url");
}
