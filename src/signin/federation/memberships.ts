import type { Role, RoleDocument } from "../../protocol/model/role.ts";
import type { User } from "../../protocol/model/user.ts";
import { administratorRole, roleName, toRoles } from "../../protocol/roles.ts";
import { SYSTEM_SCOPES } from "../../protocol/system-apis.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Connection } from "./connection.ts";
import { mappedClaim, textsOf } from "./local-attributes.ts";
import type { RemotePerson } from "./remote-person.ts";

/**
 * Gives the user the roles and groups here that the connection maps from those that the provider tells of (security bar 24.4), and with
 * OVERRIDE_ALL takes those of them that it tells of no more. None that has power over this server is given: no provider makes an
 * administrator.
 */
export async function syncMemberships(
  user: User,
  person: Pick<RemotePerson, "claims">,
  connection: Connection,
  ctx: FlowContext,
): Promise<void> {
  const { document } = connection.provider;
  const toldRoles = textsOf(person.claims[document.claims.role ?? mappedClaim(document.claims, "roles") ?? "roles"]);
  const toldGroups = textsOf(person.claims[mappedClaim(document.claims, "groups") ?? "groups"]);
  const takes = document.provisioning.groupSync === "OVERRIDE_ALL";
  const rolesHere = new Set(document.roles.mappings.map(({ role }) => role));
  const wanted = document.roles.mappings.filter(({ providerRole }) => toldRoles.includes(providerRole));
  for (const name of rolesHere) {
    await changeRole(name, wanted.some(({ role }) => role === name) ? "add" : takes ? "remove" : "keep", user, ctx);
  }
  for (const { name } of document.groups) {
    await changeGroup(name, toldGroups.includes(name) ? "add" : takes ? "remove" : "keep", user, ctx);
  }
}

type Change = "add" | "remove" | "keep";

async function changeRole(displayName: string, change: Change, user: User, ctx: FlowContext): Promise<void> {
  if (change === "keep") return;
  const audience = { type: "organization", value: ownerOf(ctx).id } as const;
  const record = await ctx.people.records.findByName<RoleDocument>("role", roleName({ displayName, audience }));
  if (record === undefined) return;
  const isMember = (await ctx.people.roleMembers.usersOf(record.id)).some(({ id }) => id === user.id);
  if (isMember === (change === "add")) return;
  if (isPowerful({ id: record.id, ...record.document }, ctx)) return refuse("role", displayName, user, ctx);
  await ctx.people.roleMembers.change(record.id, { [change === "add" ? "addedUsers" : "removedUsers"]: [user.id] });
}

async function changeGroup(name: string, change: Change, user: User, ctx: FlowContext): Promise<void> {
  if (change === "keep") return;
  const { groups, roleMembers } = ctx.people;
  const filter = { kind: "comparison", path: "displayName", operator: "eq", value: name } as const;
  const [group] = (await groups.search({ filter, offset: 0, limit: 1 })).resources;
  if (group === undefined) return;
  const isMember = (await groups.membersOf(group.id)).some(({ id }) => id === user.id);
  if (isMember === (change === "add")) return;
  const roles = toRoles(await roleMembers.rolesOfGroup(group.id), ownerOf(ctx));
  if (roles.some((role) => isPowerful(role, ctx))) return refuse("group", name, user, ctx);
  const members = { added: change === "add" ? [user.id] : [], removed: change === "add" ? [] : [user.id] };
  await groups.replace(group, members, ctx.now);
}

/** Whether the role is the administrators', or allows anything of the server's own APIs. */
function isPowerful({ id, permissions }: Role, ctx: FlowContext): boolean {
  return id === administratorRole(ownerOf(ctx)).id || permissions.some((scope) => SYSTEM_SCOPES.has(scope));
}

function refuse(what: "role" | "group", name: string, user: User, ctx: FlowContext): void {
  ctx.record("federated_membership_refused", { user: user.id, [what]: name });
}

/** Whose roles they are: the tenant's, or the organization's where the people are that one's. */
function ownerOf({ tenant, home }: FlowContext) {
  return home === undefined ? tenant : { id: home, organization: { id: home } };
}
