import type { z } from "zod";
import type { ProviderClaims } from "../../protocol/model/identity-provider.ts";
import { readClaims } from "../claims/claim-records.ts";
import { idOf } from "../claims/model.ts";
import type { ManagementContext } from "../operation.ts";
import { providerErrors } from "./errors.ts";
import type { claimsForm } from "./forms.ts";

type Sent = z.output<typeof claimsForm>;

/**
 * The claims as they are sent, as they are kept. Refuses attributes that there are none of, and a claim for the id or the roles that is
 * not mapped; without mappings it has to be an attribute.
 */
export async function claimsFrom(sent: Sent, { store }: ManagementContext): Promise<ProviderClaims> {
  const known = new Set((await readClaims(store.records)).local.map(({ claimURI }) => claimURI));
  const attributeOf = ({ uri }: { readonly uri: string }) => {
    if (!known.has(uri)) throw providerErrors.unknownClaim(uri);
    return uri;
  };
  const mappings = (sent.mappings ?? []).map(({ idpClaim, localClaim }) => ({
    claim: idpClaim,
    attribute: attributeOf(localClaim),
  }));
  const defaults = (sent.provisioningClaims ?? []).map(({ claim, defaultValue }) => ({
    attribute: attributeOf(claim),
    value: defaultValue,
  }));
  const possible = mappings.length > 0 ? new Set(mappings.map(({ claim }) => claim)) : known;
  const userId = sent.userIdClaim?.uri || undefined;
  const role = sent.roleClaim?.uri || undefined;
  if (userId !== undefined && !possible.has(userId)) throw providerErrors.invalidUserIdClaim(userId);
  if (role !== undefined && !possible.has(role)) throw providerErrors.invalidRoleClaim(role);
  return { userId, role, mappings, defaults };
}

/** The claims as they are told. */
export function claimsAnswer({ userId, role, mappings, defaults }: ProviderClaims): Sent {
  const claim = (uri: string) => ({ id: idOf(uri), uri });
  return {
    ...(userId !== undefined && { userIdClaim: claim(userId) }),
    ...(role !== undefined && { roleClaim: claim(role) }),
    mappings: mappings.map((one) => ({ idpClaim: one.claim, localClaim: claim(one.attribute) })),
    provisioningClaims: defaults.map(({ attribute, value }) => ({ claim: claim(attribute), defaultValue: value })),
  };
}
