import { idOf } from "./claims/model.ts";
import { LOCAL_DIALECT, STANDARD_EXTERNAL_CLAIMS } from "./claims/standard-claims.ts";

/** The claims of OpenID Connect, with the attributes that they tell (contract §7.6); every other attribute is told by its own name. */
const CLAIMS = STANDARD_EXTERNAL_CLAIMS.filter(
  ({ claimDialectURI }) => claimDialectURI === "http://wso2.org/oidc/claim",
);

/** The URI of the attribute behind a claim of OpenID Connect. */
export function localClaimUri(claim: string): string {
  const known = CLAIMS.find(({ claimURI }) => claimURI === claim);
  return known?.mappedLocalClaimURI ?? `${LOCAL_DIALECT}/${claim}`;
}

/** The claims of OpenID Connect that tell the attribute with the URI; none for what is no URI of an attribute. */
export function claimsOfLocalUri(uri: string): readonly string[] {
  const attribute = uri.startsWith(`${LOCAL_DIALECT}/`) ? uri.slice(LOCAL_DIALECT.length + 1) : "";
  if (!/^[A-Za-z0-9_./-]{1,128}$/.test(attribute)) return [];
  const named = CLAIMS.filter(({ mappedLocalClaimURI }) => mappedLocalClaimURI === uri);
  return named.length > 0 ? named.map(({ claimURI }) => claimURI) : [attribute];
}

/** An attribute as an application names it. */
export function localClaim(uri: string): { readonly id: string; readonly uri: string } {
  return { id: idOf(uri), uri };
}
