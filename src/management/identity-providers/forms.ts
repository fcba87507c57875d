import { z } from "zod";

const text = z.string().max(2048);
const flag = z.boolean();
/** The name of a connection: sequences of applications call it by that. */
export const providerName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{C}]+$/u, "holds control characters")
  .refine((name) => name.trim() === name, "begins or ends with blanks")
  .refine((name) => name !== "LOCAL", "is what the organization's own users sign in with");

/** Certificate: where the keys of a provider are. */
export const certificateForm = z.strictObject({
  certificates: z.array(z.string().max(20_000)).max(10).optional(),
  jwksUri: text.optional(),
});

const claim = z.strictObject({ id: text.optional(), uri: text, displayName: text.optional() });

/** Claims. */
export const claimsForm = z.strictObject({
  userIdClaim: claim.optional(),
  roleClaim: claim.optional(),
  mappings: z
    .array(z.strictObject({ idpClaim: text, localClaim: claim }))
    .max(500)
    .optional(),
  provisioningClaims: z
    .array(z.strictObject({ claim, defaultValue: text.optional() }))
    .max(500)
    .optional(),
});

/** Roles. */
export const rolesForm = z.strictObject({
  mappings: z
    .array(z.strictObject({ idpRole: text, localRole: text }))
    .max(1000)
    .optional(),
  outboundProvisioningRoles: z.array(text).max(1000).optional(),
});

/** IdPGroupsConfig. */
export const groupsForm = z.array(z.strictObject({ name: text.min(1), id: text.optional() })).max(1000);

/** AssociationRequest, and what is told. */
export const associationForm = z.strictObject({
  isEnabled: flag.optional(),
  lookupAttribute: z.array(text).max(10).optional(),
});

/** JustInTimeProvisioning. */
export const jitForm = z.strictObject({
  isEnabled: flag,
  scheme: z
    .enum(["PROMPT_USERNAME_PASSWORD_CONSENT", "PROMPT_PASSWORD_CONSENT", "PROMPT_CONSENT", "PROVISION_SILENTLY"])
    .default("PROVISION_SILENTLY"),
  userstore: text.default("PRIMARY"),
  associateLocalUser: flag.default(false),
  skipJITForLookupFailure: flag.default(false),
  accountLookupAttributeMappings: z
    .array(z.strictObject({ localAttribute: text, federatedAttribute: text }))
    .max(2)
    .default([]),
  attributeSyncMethod: z.enum(["OVERRIDE_ALL", "NONE", "PRESERVE_LOCAL"]).default("OVERRIDE_ALL"),
  idpGroupSyncMethod: z.enum(["OVERRIDE_ALL", "MERGE_WITH_EXISTING"]).default("MERGE_WITH_EXISTING"),
});

const outboundForm = z.strictObject({ defaultConnectorId: text.optional(), connectors: z.array(z.unknown()).max(0) });
/** ProvisioningRequest: nobody is provisioned to elsewhere. */
export const provisioningForm = z.strictObject({
  jit: jitForm.optional(),
  outboundConnectors: outboundForm.optional(),
});

const property = z.strictObject({
  key: z.string().regex(/^[\w-]{1,255}$/, "is no name of a property"),
  value: z.string().max(20_000).optional(),
});

/** FederatedAuthenticatorPUTRequest, and what is told of one. */
export const authenticatorUpdateForm = z.strictObject({
  authenticatorId: text.optional(),
  name: text.optional(),
  isEnabled: flag.default(false),
  isDefault: flag.default(false),
  definedBy: z.enum(["SYSTEM"]).optional(),
  tags: z.array(text).optional(),
  properties: z.array(property).max(100).optional(),
});

/** FederatedAuthenticator. */
export const authenticatorForm = authenticatorUpdateForm.extend({ authenticatorId: text });

/** FederatedAuthenticatorRequest. */
export const authenticatorsForm = z.strictObject({
  defaultAuthenticatorId: text,
  authenticators: z.array(authenticatorForm).max(10).optional(),
});

/** IdentityProviderPOSTRequest. */
export const providerForm = z.strictObject({
  name: providerName,
  description: text.optional(),
  image: text.optional(),
  templateId: text.optional(),
  isPrimary: flag.default(false),
  isFederationHub: flag.default(false),
  homeRealmIdentifier: text.optional(),
  certificate: certificateForm.optional(),
  alias: text.optional(),
  idpIssuerName: text.optional(),
  claims: claimsForm.optional(),
  roles: rolesForm.optional(),
  groups: groupsForm.optional(),
  federatedAuthenticators: authenticatorsForm.optional(),
  provisioning: provisioningForm.optional(),
  implicitAssociation: associationForm.optional(),
});

/** JSON Patch as Asgardeo writes it (contract §16). */
export const patchForm = z
  .array(
    z.strictObject({
      operation: z.enum(["ADD", "REMOVE", "REPLACE"]),
      path: text,
      value: z.union([z.string().max(20_000), flag]).optional(),
    }),
  )
  .max(50);

const authenticatorItem = z.object({
  authenticatorId: text,
  name: text,
  isEnabled: flag,
  definedBy: z.enum(["SYSTEM"]),
  tags: z.array(text),
  self: text,
});

/** FederatedAuthenticatorListResponse. */
export const authenticatorListAnswer = z.object({
  defaultAuthenticatorId: text.optional(),
  authenticators: z.array(authenticatorItem),
});

/** ProvisioningResponse. */
export const provisioningAnswer = z.object({
  jit: jitForm,
  outboundConnectors: z.object({ connectors: z.array(z.unknown()) }),
});

/** IdentityProviderResponse. */
export const providerAnswer = z.object({
  id: text,
  name: text,
  description: text.optional(),
  templateId: text.optional(),
  isEnabled: flag,
  isPrimary: flag,
  image: text.optional(),
  isFederationHub: flag,
  homeRealmIdentifier: text.optional(),
  certificate: certificateForm.optional(),
  alias: text.optional(),
  idpIssuerName: text.optional(),
  claims: claimsForm,
  roles: rolesForm,
  groups: groupsForm,
  federatedAuthenticators: authenticatorListAnswer,
  provisioning: provisioningAnswer,
  implicitAssociation: associationForm,
});

/** IdentityProviderListItem: all after `self` on demand. */
export const listItemAnswer = providerAnswer
  .pick({ id: true, name: true, description: true, isEnabled: true, image: true })
  .extend({ self: text })
  .extend(
    providerAnswer.omit({ id: true, name: true, description: true, isEnabled: true, image: true }).partial().shape,
  );
