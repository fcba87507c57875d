import type { RoleDocument } from "../../protocol/model/role.ts";
import type { Tenant } from "../../protocol/model/tenant.ts";
import type { User } from "../../protocol/model/user.ts";
import { builtInRoles } from "../../protocol/roles.ts";
import type { Group } from "../../store/port/groups.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { UserProfile } from "../../store/port/users.ts";
import { findGroup } from "../apply-groups.ts";
import { claimsSchema } from "../claims.ts";
import { recordBlocks } from "../records/blocks.ts";
import type { Entry, RecordWorld } from "../records/record-block.ts";
import { withoutSecrets } from "../records/secrets.ts";
import type { SecretNames } from "./secret-variables.ts";

/** What is exported. */
export interface ExportOptions {
  /** Hashes of passwords and secrets, so that they go on working where the file is applied. */
  readonly hashes?: boolean;
  /** Whose users and groups are exported, by the handle of the organization that they are of; undefined: all of them. */
  readonly people?: (place: string) => People;
}

/** User names, and names of groups. */
export interface People {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** What of the world is written, and where. */
export interface ExportedWorld extends RecordWorld {
  readonly tenant: Tenant;
  readonly store: TenantStore;
  /** The handle of the tenant, or of the organization inside it. */
  readonly place: string;
  /** Client ids by the ids of applications. */
  readonly clientIds: ReadonlyMap<string, string>;
  /** The ids of users who are members from outside: they are told of there. */
  readonly guests: ReadonlySet<string>;
  readonly secrets: SecretNames;
  readonly options: ExportOptions;
}

/** So many users or groups are read at once. */
const PAGE = 500;

/** Users, groups, roles and records, as a file has them; lists that would be empty are left out. */
export async function exportWorld(world: ExportedWorld): Promise<Entry> {
  const lists: Record<string, readonly Entry[]> = {
    users: await exportUsers(world),
    groups: await exportGroups(world),
    roles: await exportRoles(world),
  };
  for (const block of recordBlocks) {
    const records = await world.store.records.list<Entry>(block.kind);
    const entries = records.flatMap((record) => {
      const { document, sealed } = withoutSecrets(block, record, world.tenant.id);
      const entry = block.toEntry({ ...record, document }, world);
      if (entry === undefined) return [];
      const secrets = Object.entries(sealed).map(([path, stored]) => {
        const words = [world.place, block.key, record.name, path.split(".").at(-1) as string];
        const about = `${path} of ${block.what} ${record.name} of ${world.place}`;
        return [path, world.secrets.referTo(words, about, stored)];
      });
      return [{ ...entry, ...(secrets.length > 0 && { secrets: Object.fromEntries(secrets) }) }];
    });
    lists[block.key] = sortedBy(entries, block.nameOf);
  }
  return Object.fromEntries(Object.entries(lists).filter(([, entries]) => entries.length > 0));
}

async function exportUsers({ store, place, guests, options }: ExportedWorld): Promise<Entry[]> {
  const named = options.people?.(place).users;
  const profiles = named === undefined ? await all((page) => store.users.search(page)) : await profilesOf(named, store);
  const users: Entry[] = [];
  for (const profile of profiles) {
    const { user } = profile;
    if (guests.has(user.id)) continue;
    const hash = options.hashes ? (await store.users.findByName(user.userName))?.passwordHash : undefined;
    users.push(writtenUser(profile, hash));
  }
  return sortedBy(users, ({ userName }) => userName as string);
}

function writtenUser({ user, attributes }: UserProfile, passwordHash: string | undefined): Entry {
  const { claims, otherClaims } = writtenClaims(user);
  return {
    userName: user.userName,
    id: user.id,
    ...(passwordHash !== undefined && { passwordHash }),
    ...(!user.enabled && { enabled: false }),
    ...(Object.keys(claims).length > 0 && { claims }),
    ...(Object.keys(otherClaims).length > 0 && { otherClaims }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

/** Groups are told of on their own. */
function writtenClaims({ claims: { groups: _, ...claims } }: User) {
  const isKnown = (name: string, value: unknown) =>
    Object.hasOwn(claimsSchema.shape, name) && claimsSchema.safeParse({ [name]: value }).success;
  const [known, others] = [true, false].map((wanted) =>
    Object.fromEntries(
      Object.entries(claims)
        .filter(([name, value]) => isKnown(name, value) === wanted)
        .sort(([one], [other]) => compare(one, other)),
    ),
  );
  return { claims: known as Entry, otherClaims: others as Entry };
}

async function exportGroups({ store, place, options }: ExportedWorld): Promise<Entry[]> {
  const named = options.people?.(place).groups;
  const found = named === undefined ? await all((page) => store.groups.search(page)) : await groupsOf(named, store);
  const written: Entry[] = [];
  for (const { id, name: displayName, externalId } of found) {
    const members = (await store.groups.membersOf(id)).map(({ name }) => name).sort(compare);
    written.push({ displayName, id, ...(externalId !== undefined && { externalId }), members });
  }
  return sortedBy(written, ({ displayName }) => displayName as string);
}

async function exportRoles({ tenant, store, clientIds }: ExportedWorld): Promise<Entry[]> {
  const records = await store.records.list<RoleDocument>("role");
  const own = records.map(({ id, document }) => ({
    ...document,
    id,
    permissions: [...document.permissions].sort(compare),
  }));
  const written: Entry[] = [];
  for (const { id, displayName, audience, permissions } of [...builtInRoles(tenant), ...own]) {
    const isOwn = own.some((role) => role.id === id);
    const application = audience.type === "application" ? clientIds.get(audience.value) : undefined;
    // Of an application that is gone.
    if (audience.type === "application" && application === undefined) continue;
    const users = (await store.roleMembers.usersOf(id)).map(({ name }) => name).sort(compare);
    const groups = (await store.roleMembers.groupsOf(id)).map(({ name }) => name).sort(compare);
    if (!isOwn && users.length === 0 && groups.length === 0) continue;
    written.push({
      displayName,
      ...(isOwn && { id }),
      ...(application !== undefined && { application }),
      ...(isOwn && { permissions }),
      ...(users.length > 0 && { users }),
      ...(groups.length > 0 && { groups }),
    });
  }
  return sortedBy(written, ({ displayName, application = "" }) => `${displayName} ${application}`);
}

async function profilesOf(userNames: readonly string[], { users }: TenantStore): Promise<UserProfile[]> {
  const profiles: UserProfile[] = [];
  for (const userName of userNames) {
    const found = await users.findByName(userName);
    const profile = found && (await users.findProfile(found.user.id));
    if (profile !== undefined) profiles.push(profile);
  }
  return profiles;
}

async function groupsOf(names: readonly string[], store: TenantStore): Promise<Group[]> {
  const groups = await Promise.all(names.map((name) => findGroup(name, store)));
  return groups.filter((group) => group !== undefined);
}

/** Everything, page by page. */
async function all<Resource>(
  search: (page: { offset: number; limit: number }) => Promise<{ readonly resources: readonly Resource[] }>,
): Promise<Resource[]> {
  const found: Resource[] = [];
  for (;;) {
    const { resources } = await search({ offset: found.length, limit: PAGE });
    found.push(...resources);
    if (resources.length < PAGE) return found;
  }
}

/** In an order that no database's or machine's language changes. */
export function sortedBy(entries: readonly Entry[], nameOf: (entry: Entry) => string): Entry[] {
  return [...entries].sort((one, other) => compare(nameOf(one), nameOf(other)));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
