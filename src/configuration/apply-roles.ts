import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../clock.ts";
import type { RoleAudience, RoleDocument, TenantProperties } from "../protocol/model.ts";
import { builtInRoles, roleName } from "../protocol/roles.ts";
import type { TenantStore } from "../store/store.ts";
import type { Applied } from "./apply-api-resources.ts";
import { ConfigurationError, type RoleConfiguration } from "./configuration.ts";

/**
 * Makes the store hold the role, and gives it to the users that the file names; whoever has it beside them keeps it. A role that every
 * tenant has can only be given.
 */
export async function applyRole(
  wanted: RoleConfiguration,
  tenant: Pick<TenantProperties, "id">,
  store: TenantStore,
  clock: Clock,
): Promise<Applied> {
  const { displayName } = wanted;
  const audience = await audienceOf(wanted, tenant, store);
  const builtIn = builtInRoles(tenant).find(
    (role) => role.displayName === displayName && isDeepStrictEqual(role.audience, audience),
  );
  if (builtIn !== undefined && wanted.permissions !== undefined) {
    throw new ConfigurationError(`role ${displayName} cannot be changed: leave out its permissions`);
  }
  const role =
    builtIn === undefined
      ? await applyDocument({ displayName, audience, permissions: wanted.permissions ?? [] }, store, clock)
      : { id: builtIn.id, created: false, fields: [] };

  const ids = await Promise.all(wanted.users.map((userName) => userId(userName, store)));
  const before = new Set((await store.roleMembers.usersOf(role.id)).map(({ id }) => id));
  const addedUsers = ids.filter((id) => !before.has(id));
  if (addedUsers.length > 0) await store.roleMembers.change(role.id, { addedUsers });
  const { id, created, fields } = role;
  return { id, created, fields: addedUsers.length > 0 && !created ? [...fields, "users"] : fields };
}

async function audienceOf(
  { application }: RoleConfiguration,
  { id }: Pick<TenantProperties, "id">,
  store: TenantStore,
): Promise<RoleAudience> {
  if (application === undefined) return { type: "organization", value: id };
  const client = await store.clients.find(application);
  if (client?.application === undefined) throw new ConfigurationError(`there is no application ${application}`);
  return { type: "application", value: client.application.id };
}

async function applyDocument(document: RoleDocument, store: TenantStore, clock: Clock) {
  const now = Math.floor(clock.nowMilliseconds() / 1000);
  const name = roleName(document);
  const found = await store.records.findByName<RoleDocument>("role", name);
  if (found === undefined) {
    const id = randomUUID();
    const created = await store.records.add("role", { id, name, document }, now);
    if (created) return { id, created, fields: [] };
    // Another process that starts with the same file has made it meanwhile.
    return { id: (await store.records.findByName("role", name))?.id as string, created, fields: [] };
  }
  const { id, version } = found;
  if (isDeepStrictEqual(found.document.permissions, document.permissions)) return { id, created: false, fields: [] };
  const outcome = await store.records.replace("role", { id, name, version, document }, now);
  if (outcome !== "replaced") throw new ConfigurationError(`role ${document.displayName} was changed meanwhile`);
  return { id, created: false, fields: ["permissions"] };
}

async function userId(userName: string, { users }: TenantStore): Promise<string> {
  const found = await users.findByName(userName);
  if (found === undefined) throw new ConfigurationError(`there is no user ${userName} to have a role`);
  return found.user.id;
}
