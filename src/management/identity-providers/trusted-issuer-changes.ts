import type { z } from "zod";
import { findIdentityProvider } from "../../protocol/identity-provider.ts";
import type { TrustedTokenIssuer } from "../../protocol/model/tenant.ts";
import type { ManagementContext } from "../operation.ts";
import { providerErrors } from "./errors.ts";
import type { patchForm } from "./forms.ts";
import { changesOf } from "./patch-provider.ts";
import { placesOfKeys, publicKeysOf } from "./trusted-issuer-mapping.ts";

/** Refuses a name or an issuer that another one has; names are those of connections as well. */
export async function verifyFree(
  { name, issuer }: TrustedTokenIssuer,
  { tenant, store }: ManagementContext,
  before?: TrustedTokenIssuer,
): Promise<void> {
  const others = tenant.settings.trustedTokenIssuers.filter((one) => one !== before);
  if (others.some((one) => one.issuer === issuer)) throw providerErrors.issuerExists(issuer);
  if (name === before?.name) return;
  if (others.some((one) => one.name === name) || (await findIdentityProvider(store, name)) !== undefined) {
    throw providerErrors.exists(name);
  }
}

/** The issuer as the patches make it. Refuses what it could not be without. */
export function patchedIssuer(before: TrustedTokenIssuer, patches: z.output<typeof patchForm>): TrustedTokenIssuer {
  const keys = placesOfKeys(before.keys);
  const named = patches.map((patch) => (patch.path === "/issuer" ? { ...patch, path: "/idpIssuerName" } : patch));
  const changes = changesOf(keys, named);
  const { name = before.name, enabled = before.enabled, ...rest } = changes;
  const { description, image, templateId, alias, issuer, jwksUri, certificates, ...others } = rest;
  const [other] = Object.keys(others);
  if (other !== undefined) throw providerErrors.invalidPatch(`${other} is nothing of a trusted token issuer's.`);
  if ("issuer" in rest && issuer === undefined) throw providerErrors.invalidPatch("/issuer cannot be removed.");
  const isElsewhere = "jwksUri" in rest || certificates !== undefined;
  const texts = Object.entries({ description, image, templateId }).filter(([key]) => key in rest);
  return {
    ...before,
    name,
    enabled,
    issuer: issuer ?? before.issuer,
    alias: "alias" in rest ? alias : before.alias,
    keys: isElsewhere
      ? publicKeysOf({ ...keys, ...("jwksUri" in rest && { jwksUri }), ...(certificates && { certificates }) } as Keys)
      : before.keys,
    ...(texts.length > 0 && { kept: { ...before.kept, ...Object.fromEntries(texts) } }),
  };
}

type Keys = Parameters<typeof publicKeysOf>[0];
