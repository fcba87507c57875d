import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type IdentityProvider, NEW_PROVIDER } from "../../protocol/identity-provider.ts";
import type {
  IdentityProviderDocument,
  JustInTimeProvisioning,
  ProviderRoles,
} from "../../protocol/model/identity-provider.ts";
import type { ManagementContext } from "../operation.ts";
import { authenticatorItem, authenticatorsFrom, idOfName } from "./authenticator-mapping.ts";
import { certificateOf, keysFrom } from "./certificates.ts";
import { claimsAnswer, claimsFrom } from "./claim-mapping.ts";
import type { associationForm, groupsForm, jitForm, providerAnswer, providerForm, rolesForm } from "./forms.ts";

/** What a new connection is, as it is kept. */
export async function documentFrom(
  body: z.output<typeof providerForm>,
  ctx: ManagementContext,
): Promise<IdentityProviderDocument> {
  const { federatedAuthenticators: authenticators, provisioning } = body;
  return {
    ...NEW_PROVIDER,
    description: body.description || undefined,
    image: body.image || undefined,
    templateId: body.templateId || undefined,
    isPrimary: body.isPrimary,
    isFederationHub: body.isFederationHub,
    homeRealmIdentifier: body.homeRealmIdentifier || undefined,
    alias: body.alias || undefined,
    issuer: body.idpIssuerName || undefined,
    ...keysFrom(body.certificate),
    claims: await claimsFrom(body.claims ?? {}, ctx),
    roles: rolesFrom(body.roles ?? {}),
    groups: groupsFrom(body.groups ?? []),
    ...(authenticators && authenticatorsFrom(authenticators, body.name, [], ctx)),
    ...(provisioning?.jit && { provisioning: jitFrom(provisioning.jit) }),
    implicitAssociation: associationFrom(body.implicitAssociation ?? {}),
  };
}

/** The whole connection, as it is told. */
export function providerAnswerOf(provider: IdentityProvider, self: string): z.output<typeof providerAnswer> {
  const { id, name, document } = provider;
  return {
    id,
    name,
    description: document.description,
    templateId: document.templateId,
    isEnabled: document.enabled,
    isPrimary: document.isPrimary,
    image: document.image,
    isFederationHub: document.isFederationHub,
    homeRealmIdentifier: document.homeRealmIdentifier,
    certificate: certificateOf(document),
    alias: document.alias,
    idpIssuerName: document.issuer,
    claims: claimsAnswer(document.claims),
    roles: rolesAnswer(document.roles),
    groups: document.groups.map((group) => ({ ...group })),
    federatedAuthenticators: authenticatorListAnswerOf(provider, self),
    provisioning: provisioningAnswerOf(document),
    implicitAssociation: associationAnswer(document),
  };
}

/** FederatedAuthenticatorListResponse; `self` is the path of the connection. */
export function authenticatorListAnswerOf({ document }: IdentityProvider, self: string) {
  const { authenticators, defaultAuthenticator } = document;
  return {
    ...(defaultAuthenticator !== undefined && { defaultAuthenticatorId: idOfName(defaultAuthenticator) }),
    authenticators: authenticators.map((one) => authenticatorItem(one, self)),
  };
}

/** What becomes of new people, as it is kept. */
export function jitFrom(sent: z.output<typeof jitForm>): JustInTimeProvisioning {
  return {
    enabled: sent.isEnabled,
    scheme: sent.scheme,
    userStore: sent.userstore,
    associateLocalUser: sent.associateLocalUser,
    skipForLookupFailure: sent.skipJITForLookupFailure,
    lookupMappings: sent.accountLookupAttributeMappings.map(({ localAttribute, federatedAttribute }) => ({
      attribute: localAttribute,
      claim: federatedAttribute,
    })),
    attributeSync: sent.attributeSyncMethod,
    groupSync: sent.idpGroupSyncMethod,
  };
}

/** The same as it is told. */
export function jitAnswer({ provisioning }: IdentityProviderDocument): z.output<typeof jitForm> {
  return {
    isEnabled: provisioning.enabled,
    scheme: provisioning.scheme,
    userstore: provisioning.userStore,
    associateLocalUser: provisioning.associateLocalUser,
    skipJITForLookupFailure: provisioning.skipForLookupFailure,
    accountLookupAttributeMappings: provisioning.lookupMappings.map(({ attribute, claim }) => ({
      localAttribute: attribute,
      federatedAttribute: claim,
    })),
    attributeSyncMethod: provisioning.attributeSync,
    idpGroupSyncMethod: provisioning.groupSync,
  };
}

/** ProvisioningResponse. */
export function provisioningAnswerOf(document: IdentityProviderDocument) {
  return { jit: jitAnswer(document), outboundConnectors: { connectors: [] } };
}

/** The mapping of roles, as it is kept. */
export function rolesFrom({
  mappings = [],
  outboundProvisioningRoles = [],
}: z.output<typeof rolesForm>): ProviderRoles {
  return {
    mappings: mappings.map(({ idpRole, localRole }) => ({ providerRole: idpRole, role: localRole })),
    outbound: outboundProvisioningRoles,
  };
}

/** The same as it is told. */
export function rolesAnswer({ mappings, outbound }: ProviderRoles): z.output<typeof rolesForm> {
  return {
    mappings: mappings.map(({ providerRole, role }) => ({ idpRole: providerRole, localRole: role })),
    outboundProvisioningRoles: [...outbound],
  };
}

/** A group without an id is given one. */
export function groupsFrom(sent: z.output<typeof groupsForm>): IdentityProviderDocument["groups"] {
  return sent.map(({ id, name }) => ({ id: id || randomUUID(), name }));
}

/** By which attributes users are recognised, as it is kept. */
export function associationFrom({ isEnabled = false, lookupAttribute = [] }: z.output<typeof associationForm>) {
  return { enabled: isEnabled, lookupAttributes: lookupAttribute };
}

/** The same as it is told. */
export function associationAnswer({ implicitAssociation }: IdentityProviderDocument): z.output<typeof associationForm> {
  const { enabled, lookupAttributes } = implicitAssociation;
  return { isEnabled: enabled, lookupAttribute: [...lookupAttributes] };
}
