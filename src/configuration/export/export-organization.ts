import type { ApiResourceDocument } from "../../protocol/model/api-resource.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import type { Tenant } from "../../protocol/model/tenant.ts";
import { memberIdIn, type User } from "../../protocol/model/user.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { Entry } from "../records/record-block.ts";
import { type ExportedWorld, type ExportOptions, exportWorld, sortedBy } from "./export-world.ts";
import type { SecretNames } from "./secret-variables.ts";
import { writtenApplication } from "./written-application.ts";

/** The organization as a configuration file has it, in an order of its own: the same world is always the same text. */
export async function exportOrganization(
  tenant: Tenant,
  store: TenantStore,
  secrets: SecretNames,
  options: ExportOptions = {},
): Promise<Entry> {
  const { handle, name, enabled, settings } = tenant;
  const tree = await organizationsBelow(undefined, store);
  const organizations = new Map(tree.map((organization) => [organization.id, organization.handle]));
  const clients = await store.clients.list();
  const clientIds = new Map(clients.map(({ clientId, application }) => [application?.id ?? "", clientId]));
  const common = { handle, organizations, clientIds, secrets, options };

  const applications = clients.map((client) =>
    writtenApplication(
      client,
      organizations,
      options.hashes && client.secrets.every(({ sealed }) => sealed === undefined)
        ? undefined
        : (which, stored) => {
            const words = [handle, client.clientId, ...(which === "clientSecret" ? [] : ["previous"])];
            return secrets.referTo(
              words,
              `${which} of application ${client.clientId} of ${handle}`,
              stored?.hash ?? "",
            );
          },
      ({ keyHash }) => {
        const about = `androidAttestationServiceCredentials of application ${client.clientId} of ${handle}`;
        return secrets.referTo([handle, client.clientId, "android"], about, keyHash);
      },
    ),
  );
  const subOrganizations: Entry[] = [];
  for (const organization of tree) {
    subOrganizations.push(await exportSubOrganization(organization, { ...common, tenant, store }));
  }
  const lists = {
    apiResources: await exportApiResources(store),
    applications: sortedBy(applications, ({ clientId }) => clientId as string),
    ...(await exportWorld({ ...common, tenant, store, place: handle, guests: new Set() })),
    subOrganizations,
  };
  return {
    handle,
    name,
    ...(enabled === false && { enabled }),
    ...writtenSettings(settings),
    ...Object.fromEntries(Object.entries(lists).filter(([, entries]) => (entries as readonly unknown[]).length > 0)),
  };
}

/** Without what says only the default. */
function writtenSettings({ clientRegistration, clientIdMetadataDocuments, ...settings }: Tenant["settings"]): Entry {
  const { keyRotation, trustedTokenIssuers, jwtScopeAsArray, passwordRules, lockOut } = settings;
  const issuers = trustedTokenIssuers.map(({ keys, ...issuer }) => ({ ...issuer, ...keys }));
  return JSON.parse(
    JSON.stringify({
      keyRotation,
      clientRegistration: clientRegistration === "with token" ? undefined : clientRegistration,
      clientIdMetadataDocuments: clientIdMetadataDocuments || undefined,
      trustedTokenIssuers: issuers.length > 0 ? issuers : undefined,
      jwtScopeAsArray,
      passwordRules,
      lockOut,
    }),
  );
}

async function exportApiResources({ records }: TenantStore): Promise<Entry[]> {
  const stored = await records.list<ApiResourceDocument>("api resource");
  const written = stored.map(({ id, name: identifier, document }) => ({
    identifier,
    id,
    ...(document.name !== identifier && { name: document.name }),
    ...(document.description !== undefined && { description: document.description }),
    ...(document.type !== "BUSINESS" && { type: document.type }),
    ...(!document.requiresAuthorization && { requiresAuthorization: false }),
    scopes: document.scopes.map(({ name, displayName, description }) =>
      displayName === name && description === undefined
        ? name
        : { name, displayName, ...(description !== undefined && { description }) },
    ),
    ...(document.authorizationDetailsTypes.length > 0 && {
      authorizationDetailsTypes: document.authorizationDetailsTypes.map(({ id: _, ...type }) => type),
    }),
  }));
  return sortedBy(written, ({ identifier }) => identifier as string);
}

/** Those right below first, each with what lies below it after it. */
async function organizationsBelow(id: string | undefined, store: TenantStore): Promise<Organization[]> {
  const children = await store.organizations.childrenOf(id);
  const below = await Promise.all(children.map((child) => organizationsBelow(child.id, store)));
  return children.flatMap((child, index) => [child, ...(below[index] ?? [])]);
}

async function exportSubOrganization(
  organization: Organization,
  { tenant, store, ...common }: Omit<ExportedWorld, "guests" | "place">,
): Promise<Entry> {
  const { id, handle, name, description, status, parentId, attributes } = organization;
  const members: { userName: string; scopes: readonly string[] }[] = [];
  const guests = new Set<string>();
  for (const { userId, scope } of await store.organizationMembers.list(id)) {
    const user: User | undefined = await store.users.find(userId);
    guests.add(memberIdIn(id, userId));
    if (user !== undefined) members.push({ userName: user.userName, scopes: scope });
  }
  const world = {
    ...common,
    tenant: { ...tenant, id, organization: { id } },
    store: store.organizations.worldOf({ id }),
    place: handle,
    guests,
  };
  return {
    handle,
    name,
    ...(description !== undefined && { description }),
    ...(status !== "ACTIVE" && { status }),
    ...(parentId !== undefined && { parent: common.organizations.get(parentId) }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    members: sortedBy(members, ({ userName }) => userName as string),
    ...(await exportWorld(world)),
  };
}
