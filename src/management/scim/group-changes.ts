import { isId, newId } from "../../crypto/ids.ts";
import { administratorRole } from "../../protocol/roles.ts";
import type { Group, NewGroup, UnknownMember } from "../../store/port/groups.ts";
import type { Reference } from "../../store/port/queries.ts";
import type { Call, Change, ManagementContext, Reply } from "../operation.ts";
import { lastAdministrator, verifyMayGrantGroup } from "../roles/guards.ts";
import { groupAnswer, shownGroups } from "./group-answer.ts";
import { GROUP } from "./group-kind.ts";
import { type Resource, requireAttributes } from "./resource.ts";
import { etagOf, requireVersion } from "./resource-meta.ts";
import { failure, refusal } from "./scim-error.ts";
import { type Selection, selector } from "./selection.ts";
import { withoutDomain } from "./user-store-domain.ts";

/** So often a change is tried again when another one came in between. */
const TRIES = 5;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no name has
const NAME = /^[^\u0000-\u001f\u007f]{1,255}$/;

type Headers = Pick<Call, "ifMatch" | "ifNoneMatch">;

/** A group and who is in it. */
export interface GroupWithMembers {
  readonly group: Group;
  readonly members: readonly Reference[];
}

/** The group with the id. Refuses an id that no group has. */
export async function getGroup(id: string, { store }: ManagementContext): Promise<GroupWithMembers> {
  const group = await store.groups.find(id);
  if (group === undefined) throw failure(404, `Group with the id : ${id} does not exist in the system.`);
  return { group, members: await store.groups.membersOf(id) };
}

/** Stores a new group. Refuses a name that another one has. */
export async function createGroup(resource: Resource, selection: Selection, ctx: ManagementContext): Promise<Reply> {
  const { store, now, nowMilliseconds } = ctx;
  const select = selector(selection, GROUP);
  const group = toGroup(resource, newId(nowMilliseconds));
  const outcome = await store.groups.create(group, memberIds(resource), now);
  if (outcome !== "created") throw refusalOf(outcome, group);
  const created = await getGroup(group.id, ctx);
  const after = groupAnswer(created, ctx);
  const change = changeOf("group.create", created, { after });
  const location = `/scim2/Groups/${group.id}`;
  const [body] = await shownGroups([created], select, ctx);
  return { status: 201, body, location, etag: etagOf(created.group), change };
}

/** Stores what `edit` makes of the group. */
export async function changeGroup(
  id: string,
  edit: (before: Resource) => Resource,
  selection: Selection,
  { ifMatch }: Headers,
  ctx: ManagementContext,
): Promise<Reply> {
  const select = selector(selection, GROUP);
  for (let tries = 1; ; tries += 1) {
    const before = await getGroup(id, ctx);
    requireVersion(ifMatch, before.group);
    const resource = edit(toResource(before));
    const group = { ...toGroup(resource, id), version: before.group.version };
    const members = difference(before, memberIds(resource));
    if (members.added.length > 0) await verifyMayGrantGroup(id, ctx);
    const keptRole = members.removed.length > 0 ? administratorRole(ctx.tenant).id : undefined;
    const outcome = await ctx.store.groups.replace(group, members, ctx.now, keptRole);
    if (outcome === "changed meanwhile" && tries < TRIES) continue;
    if (outcome !== "replaced") throw refusalOf(outcome, group);

    const changed = await getGroup(id, ctx);
    const [old, after] = [groupAnswer(before, ctx), groupAnswer(changed, ctx)];
    const change = changeOf("group.update", changed, { before: old, after });
    const [body] = await shownGroups([changed], select, ctx);
    return { status: 200, body, etag: etagOf(changed.group), change };
  }
}

/** Removes the group; its members stay. */
export async function deleteGroup(id: string, { ifMatch }: Headers, ctx: ManagementContext): Promise<Reply> {
  const before = await getGroup(id, ctx);
  requireVersion(ifMatch, before.group);
  const outcome = await ctx.store.groups.remove(id, administratorRole(ctx.tenant).id);
  if (outcome === "last of the role") throw lastAdministrator();
  return { status: 204, change: changeOf("group.delete", before, { before: groupAnswer(before, ctx) }) };
}

function toResource({ group, members }: GroupWithMembers): Resource {
  const { name, externalId } = group;
  const named = members.map((member) => ({ value: member.id, display: member.name }));
  return {
    displayName: name,
    ...(externalId !== undefined && { externalId }),
    ...(named.length > 0 && { members: named }),
  };
}

function toGroup(resource: Resource, id: string): NewGroup {
  const { displayName, externalId } = requireAttributes(resource, GROUP);
  const name = withoutDomain(displayName as string);
  if (!NAME.test(name))
    throw refusal("invalidValue", "displayName has 1 to 255 characters, and none that cannot be seen.");
  return { id, name, externalId: externalId as string | undefined };
}

function memberIds({ members = [] }: Resource): string[] {
  const ids = (members as Resource[]).map(({ value }) => {
    const id = typeof value === "string" ? value.toLowerCase() : "";
    if (!isId(id)) throw refusal("invalidValue", `${value ?? "A member without a value"} is not the id of a user.`);
    return id;
  });
  return [...new Set(ids)];
}

function difference({ members }: GroupWithMembers, wanted: readonly string[]) {
  const [old, next] = [new Set(members.map(({ id }) => id)), new Set(wanted)];
  return { added: [...next.difference(old)], removed: [...old.difference(next)] };
}

function refusalOf(
  outcome: "name taken" | "changed meanwhile" | "last of the role" | UnknownMember,
  { name }: NewGroup,
) {
  if (outcome === "last of the role") return lastAdministrator();
  if (outcome === "name taken") return refusal("uniqueness", `Group name: ${name} is already there in the system.`);
  if (outcome === "changed meanwhile") return failure(409, "The group was changed by others at the same time.");
  return refusal("invalidValue", `There is no user with the id ${outcome.unknownMember}.`);
}

function changeOf(action: string, { group }: GroupWithMembers, values: Pick<Change, "before" | "after">): Change {
  return { action, target: { kind: "group", id: group.id, name: group.name }, ...values };
}
