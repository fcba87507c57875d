import type { z } from "zod";
import { derivedId } from "../../crypto/derived-id.ts";
import type { PublicKeys } from "../../protocol/model/client.ts";
import type { TrustedTokenIssuer } from "../../protocol/model/tenant.ts";
import { idOf } from "../claims/model.ts";
import type { ManagementContext } from "../operation.ts";
import { certificateOf, keysFrom } from "./certificates.ts";
import { claimsFrom } from "./claim-mapping.ts";
import { providerErrors } from "./errors.ts";
import type { certificateForm, claimsForm } from "./forms.ts";

type Claims = z.output<typeof claimsForm>;

/** What the JWTs' subjects are of our users, by the URI of the attribute. */
const LOOKUP_URIS: Readonly<Record<TrustedTokenIssuer["lookupAttribute"], string>> = {
  userid: "http://wso2.org/claims/userid",
  username: "http://wso2.org/claims/username",
};

/** What is told of an issuer and means nothing to the server, by Asgardeo's names. */
export interface KeptOfIssuer {
  readonly description?: string | undefined;
  readonly image?: string | undefined;
  readonly templateId?: string | undefined;
  readonly claims?: Claims | undefined;
}

/** One of a file has the id that follows from its name for itself. */
export function idOfIssuer({ id, issuer }: TrustedTokenIssuer, { tenant }: ManagementContext): string {
  return id ?? derivedId(`trusted token issuer ${tenant.id} ${issuer}`);
}

/** The attribute that the subjects are looked up by. Refuses any but a user's id and name, since no other names one person for sure. */
export async function lookupFrom(
  { userIdClaim, ...rest }: Claims,
  ctx: ManagementContext,
): Promise<TrustedTokenIssuer["lookupAttribute"]> {
  await claimsFrom(rest, ctx);
  const uri = userIdClaim?.uri || LOOKUP_URIS.userid;
  if (uri === LOOKUP_URIS.username) return "username";
  if (uri === LOOKUP_URIS.userid) return "userid";
  throw providerErrors.invalid(`claims.userIdClaim is ${Object.values(LOOKUP_URIS).join(" or ")}.`);
}

/** Refuses keys in no place or in more than one. */
export function issuerKeys(sent: z.output<typeof certificateForm>): PublicKeys {
  if (sent.jwksUri && sent.certificates?.length) {
    throw providerErrors.invalidCertificate("The keys are in one place: jwksUri or certificates.");
  }
  return publicKeysOf(keysFrom(sent));
}

/** As an issuer's keys are kept. */
export function publicKeysOf({ jwksUri, certificates }: ReturnType<typeof keysFrom>): PublicKeys {
  const [certificate, second] = certificates;
  if (second !== undefined) throw providerErrors.invalidCertificate("One certificate is supported.");
  if (jwksUri === undefined && certificate === undefined) {
    throw providerErrors.invalidCertificate("The issuer's keys are missing: give jwksUri or a certificate.");
  }
  return { jwksUri, certificate };
}

/** The same as a connection would keep them. */
export function placesOfKeys({ jwksUri, certificate }: PublicKeys) {
  return { jwksUri, certificates: certificate === undefined ? [] : [certificate] };
}

/** TrustedTokenIssuerResponse. */
export function issuerAnswerOf(trusted: TrustedTokenIssuer, ctx: ManagementContext) {
  const kept = (trusted.kept ?? {}) as KeptOfIssuer;
  const uri = LOOKUP_URIS[trusted.lookupAttribute];
  return {
    id: idOfIssuer(trusted, ctx),
    name: trusted.name,
    description: kept.description,
    templateId: kept.templateId ?? "trusted-token-issuer",
    isEnabled: trusted.enabled,
    isPrimary: false,
    image: kept.image,
    isFederationHub: false,
    certificate: certificateOf(placesOfKeys(trusted.keys)),
    alias: trusted.alias,
    issuer: trusted.issuer,
    claims: { mappings: [], provisioningClaims: [], ...kept.claims, userIdClaim: { id: idOf(uri), uri } },
  };
}
