import type { Tenant } from "../protocol/model/tenant.ts";
import { foldUserName, memberIdIn, type User } from "../protocol/model/user.ts";
import type { StoredRecord } from "../store/port/records.ts";
import type { Store, TenantStore } from "../store/port/store.ts";

/**
 * A store that answers as the one below it, and keeps to itself what is written: what applying a configuration would do is told by applying
 * it here. It remembers what applying asks for again, and throws when it is asked for anything else.
 */
export function dryRunStore(below: Store): Store {
  const tenants = new Map<string, Tenant>();
  const worlds = new Map<string, TenantStore>();
  const forTenant = (id: string): TenantStore => {
    const world = worlds.get(id) ?? dryRunWorld(below.forTenant(id), forTenant, id);
    worlds.set(id, world);
    return world;
  };
  return {
    ...readOnly(below, []),
    tenants: {
      ...readOnly(below.tenants, ["list"]),
      find: async (handle) => tenants.get(handle) ?? below.tenants.find(handle),
      async create(properties) {
        const tenant = { ...properties, apiResources: [], oidcScopes: [] };
        tenants.set(tenant.handle, tenant);
        return tenant;
      },
      update: async () => {},
      setEnabled: async () => true,
    },
    forTenant,
  };
}

function dryRunWorld(below: TenantStore, forTenant: (id: string) => TenantStore, tenantId: string): TenantStore {
  const nothing = async () => {};
  return {
    ...below,
    clients: overlaidClients(below),
    users: overlaidUsers(below),
    groups: overlaidGroups(below),
    records: overlaidRecords(below),
    ...overlaidOrganizations(below, forTenant, tenantId),
    sessions: { ...readOnly(below.sessions, ["listOf"]), endAllOf: nothing },
    authorizations: { ...readOnly(below.authorizations, []), revokeAllOf: nothing },
    credentials: { ...readOnly(below.credentials, ["find"]), add: async () => true, remove: async () => true },
    roleMembers: { ...readOnly(below.roleMembers, ["usersOf", "groupsOf"]), change: async () => true },
    audit: { ...readOnly(below.audit, []), add: nothing },
  };
}

function overlaidClients({ clients }: TenantStore): TenantStore["clients"] {
  const saved = new Map<string, Parameters<TenantStore["clients"]["save"]>[0]>();
  return {
    ...readOnly(clients, []),
    find: async (clientId) => saved.get(clientId) ?? clients.find(clientId),
    findByApplicationId: async (id) =>
      [...saved.values()].find(({ application }) => application?.id === id) ?? clients.findByApplicationId(id),
    async save(client) {
      const before = client.application ?? (await clients.find(client.clientId))?.application;
      saved.set(client.clientId, { ...client, application: before ?? { id: `that of ${client.clientId}` } });
    },
  };
}

function overlaidUsers({ users }: TenantStore): TenantStore["users"] {
  const saved = new Map<string, { readonly user: User; readonly passwordHash: string | undefined }>();
  const savedAs = (id: string) => [...saved.values()].find(({ user }) => user.id === id)?.user;
  return {
    ...readOnly(users, ["findProfile"]),
    find: async (id) => savedAs(id) ?? users.find(id),
    findByName: async (userName) => saved.get(foldUserName(userName)) ?? users.findByName(userName),
    async save(user, passwordHash) {
      saved.set(foldUserName(user.userName), { user, passwordHash });
    },
    setPasswordHash: async () => true,
    async create({ user }, passwordHash) {
      if ((await users.find(user.id)) !== undefined || (await users.findByName(user.userName)) !== undefined)
        return false;
      saved.set(foldUserName(user.userName), { user, passwordHash });
      return true;
    },
    replace: async () => "replaced",
  };
}

function overlaidGroups({ groups }: TenantStore): TenantStore["groups"] {
  const created: Parameters<TenantStore["groups"]["create"]>[0][] = [];
  return {
    ...readOnly(groups, ["membersOf"]),
    async search(query) {
      const found = await groups.search(query);
      // Applying looks for one by its name.
      const name = query.filter?.kind === "comparison" ? query.filter.value : "";
      const times = { version: 1, createdAt: 0, modifiedAt: 0 };
      const own = created.filter((group) => foldUserName(group.name) === foldUserName(name));
      return {
        total: found.total + own.length,
        resources: [...found.resources, ...own.map((one) => ({ ...one, ...times }))],
      };
    },
    async create(group) {
      created.push(group);
      return "created";
    },
    replace: async () => "replaced",
  };
}

function overlaidRecords({ records }: TenantStore): TenantStore["records"] {
  const saved = new Map<string, StoredRecord<object>>();
  const keyOf = (kind: string, name: string) => `${kind} ${name}`;
  return {
    ...readOnly(records, []),
    findByName: async <Document>(kind: Parameters<typeof records.findByName>[0], name: string) =>
      (saved.get(keyOf(kind, name)) as StoredRecord<Document> | undefined) ?? records.findByName<Document>(kind, name),
    async add(kind, record, now) {
      if ((await records.find(kind, record.id)) !== undefined) return false;
      saved.set(keyOf(kind, record.name), { ...record, version: 1, createdAt: now, modifiedAt: now });
      return true;
    },
    async replace(kind, record, now) {
      saved.set(keyOf(kind, record.name), { ...record, createdAt: now, modifiedAt: now });
      return "replaced";
    },
  };
}

/** The organizations inside a tenant, and who is a member of them. */
function overlaidOrganizations(
  { organizations, organizationMembers }: TenantStore,
  forTenant: (id: string) => TenantStore,
  tenantId: string,
): Pick<TenantStore, "organizations" | "organizationMembers"> {
  const added = new Map<string, Parameters<TenantStore["organizations"]["add"]>[0]>();
  return {
    organizations: {
      ...readOnly(organizations, []),
      find: async (id) => added.get(id) ?? organizations.find(id),
      findByHandle: async (handle) =>
        [...added.values()].find((one) => one.handle === handle) ?? organizations.findByHandle(handle),
      async add(organization) {
        added.set(organization.id, organization);
        return true;
      },
      update: async () => true,
      worldOf: ({ id }) => forTenant(id),
    },
    organizationMembers: {
      ...readOnly(organizationMembers, ["list", "organizationsOf"]),
      // A member is one of the organization's users from then on.
      async save(organizationId, { userId }) {
        const user = await forTenant(tenantId).users.find(userId);
        if (user === undefined) return true;
        const guest = { ...user, id: memberIdIn(organizationId, userId) };
        await forTenant(organizationId).users.create({ user: guest, attributes: {} }, undefined);
        return true;
      },
      remove: async () => true,
    },
  };
}

/** The part of the store with these functions; all others throw, since they may write. */
function readOnly<Part extends object>(part: Part, reads: readonly (keyof Part & string)[]): Part {
  const members = Object.entries(part).map(([name, member]) => {
    if (typeof member !== "function" || reads.some((read) => read === name)) return [name, member];
    const refuse = () => {
      throw new Error(`${name} is not for a dry run`);
    };
    return [name, refuse];
  });
  return Object.fromEntries(members);
}
