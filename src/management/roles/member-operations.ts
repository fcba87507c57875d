import { z } from "zod";
import { type Operation, operation } from "../operation.ts";
import { patched, patchForm } from "../scim/patch.ts";
import { type Resource, readResource } from "../scim/resource.ts";
import { roleAnswer } from "./role-answer.ts";
import { changeRole, toWanted } from "./role-changes.ts";
import { ROLE } from "./role-kind.ts";
import { briefAnswer, roleForm, roleOf } from "./role-operations.ts";

const MEMBERS = [
  { place: "Users", attribute: "users", scope: "internal_role_mgt_users_update" },
  { place: "Groups", attribute: "groups", scope: "internal_role_mgt_groups_update" },
] as const;

/** Who has a role, in v3 (contract §18.4). */
export const memberOperations: readonly Operation[] = MEMBERS.flatMap(({ place, attribute, scope }) => {
  const path = `/scim2/v3/Roles/{id}/${place}`;
  return [
    operation({
      id: `updateRole${place}V3`,
      method: "PUT",
      path,
      scope,
      summary: `Replaces the ${attribute} that have the role`,
      body: z.array(z.looseObject({ value: z.string() })).max(10_000),
      answers: { 200: roleForm },
      async handle(call, ctx) {
        const kept = await roleOf(call, ctx);
        const { displayName } = kept.role;
        const change = await changeRole(kept, { displayName, [attribute]: call.body.map(({ value }) => value) }, ctx);
        return { status: 200, body: await briefAnswer(kept, "v3", ctx), ...(change && { change }) };
      },
    }),
    operation({
      id: `patchRole${place}V3`,
      method: "PATCH",
      path,
      scope,
      summary: `Changes which ${attribute} have the role`,
      body: patchForm,
      answers: { 200: roleForm },
      async handle(call, ctx) {
        const kept = await roleOf(call, ctx);
        const { displayName } = kept.role;
        const before = await roleAnswer(kept, "v3", (part) => part === attribute, ctx);
        const list: Resource = { displayName, [attribute]: before[attribute] ?? [] };
        const after = readResource(patched(list, withPaths(call.body, attribute), ROLE), ROLE);
        const change = await changeRole(kept, { displayName, [attribute]: toWanted(after)[attribute] }, ctx);
        return { status: 200, body: await briefAnswer(kept, "v3", ctx), ...(change && { change }) };
      },
    }),
  ];
});

/** The paths here begin within the list: a filter alone, or nothing. */
function withPaths(patch: z.output<typeof patchForm>, attribute: string): z.output<typeof patchForm> {
  const Operations = patch.Operations.map((each) => {
    const { path = "" } = each;
    const isFull = path.toLowerCase().startsWith(attribute);
    return { ...each, path: isFull ? path : path === "" ? attribute : `${attribute}[${path}]` };
  });
  return { ...patch, Operations };
}
