import type { Organization } from "../../protocol/model/organization.ts";
import { type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { keepOperation, type UnitOutcome } from "./async-operations.ts";
import {
  patchUsersForm,
  processForm,
  shareUsersForms,
  shareUsersWithAllForms,
  unshareUsersForms,
  unshareUsersFromAllForm,
} from "./forms.ts";
import { changeFutureShares, type FutureShares } from "./future-shares.ts";
import { readTree, type Tree } from "./shared-with.ts";
import { FUTURE, isUser, organizationOf, refused, usersPath, type Version } from "./user-shares.ts";
import { changeRoles, shareUser, unshareUser, verifyMayShare } from "./user-sharing.ts";

const SHARE = "internal_user_share";
const UNSHARE = "internal_user_unshare";
const ROLES_PATH = /^organizations\[orgId eq "(?<id>[^"]+)"\]\.roles$/;
// Those who can be shared are the tenant's users.
const place = "tenant";

/** Making the tenant's users members of organizations, with some of their roles (contract §21.2). */
export const userShareOperations: readonly Operation[] = [
  ...shareOperations("v1"),
  ...shareOperations("v2"),
  operation({
    id: "patchUserSharing",
    method: "PATCH",
    path: `${usersPath("v2")}/share`,
    scope: "internal_user_shared_access_update",
    place,
    summary: "Give members roles of organizations, or take them.",
    body: patchUsersForm,
    answers: { 202: processForm },
    async handle({ body }, ctx) {
      const tree = await readTree(ctx);
      const changes = body.Operations.map(({ op, path, value }) => {
        const id = ROLES_PATH.exec(path)?.groups?.id;
        if (id === undefined) throw refused(`${path} is not organizations[orgId eq "<id>"].roles.`);
        return { op, names: value, organization: organizationOf(id, tree) };
      });
      for (const { op, names, organization } of changes) {
        if (op === "add") await verifyMayShare(names, [organization], ctx);
      }
      return forEach("share", body.userCriteria.userIds, ctx, async (userId) => {
        const outcomes: UnitOutcome[] = [];
        for (const change of changes) outcomes.push(await changeRoles(userId, change.organization, change, ctx));
        return outcomes;
      });
    },
  }),
];

function shareOperations(version: Version): Operation[] {
  const users = usersPath(version);
  const suffix = version === "v1" ? "V1" : "";
  return [
    operation({
      id: `shareUsersWithSelected${suffix}`,
      method: "POST",
      path: `${users}/share`,
      scope: SHARE,
      place,
      summary: "Make users members of organizations.",
      body: shareUsersForms[version],
      answers: { 202: processForm },
      async handle({ body }, ctx) {
        const tree = await readTree(ctx);
        const wanted = body.organizations.map((one) => ({ ...one, meant: meantBy(one.policy, one.orgId, tree) }));
        for (const { roleAssignment, meant } of wanted) await verifyMayShare(roleAssignment, meant, ctx);
        return forEach("share", body.userCriteria.userIds, ctx, async (userId) => {
          const outcomes: UnitOutcome[] = [];
          for (const { orgId, policy, roleAssignment: roles, meant } of wanted) {
            for (const each of meant) outcomes.push(await shareUser(userId, each, roles, ctx));
            if (policy === FUTURE && (await isUser(userId, ctx))) {
              await changeFutureShares(userId, (before) => withBelow(before, orgId, roles), ctx);
            }
          }
          return outcomes;
        });
      },
    }),
    operation({
      id: `shareUsersWithAll${suffix}`,
      method: "POST",
      path: `${users}/share-with-all`,
      scope: SHARE,
      place,
      summary: "Make users members of all organizations.",
      body: shareUsersWithAllForms[version],
      answers: { 202: processForm },
      async handle({ body: { userCriteria, policy, roleAssignment: roles } }, ctx) {
        const { all } = await readTree(ctx);
        const isMeant = ({ parentId }: Organization) =>
          policy !== "IMMEDIATE_EXISTING_ORGS_ONLY" || parentId === undefined;
        const meant = all.filter(isMeant);
        await verifyMayShare(roles, meant, ctx);
        const share = async (userId: string) => {
          const outcomes: UnitOutcome[] = [];
          for (const each of meant) outcomes.push(await shareUser(userId, each, roles, ctx));
          if (policy === "ALL_EXISTING_AND_FUTURE_ORGS" && (await isUser(userId, ctx))) {
            await changeFutureShares(userId, (before) => ({ ...before, all: { roles } }), ctx);
          }
          return outcomes;
        };
        return forEach("share", userCriteria.userIds, ctx, share, policy);
      },
    }),
    operation({
      id: `unshareUsersFromSelected${suffix}`,
      method: "POST",
      path: `${users}/unshare`,
      scope: UNSHARE,
      place,
      summary: "Make users members of organizations no longer.",
      body: unshareUsersForms[version],
      answers: { 202: processForm },
      async handle({ body }, ctx) {
        const tree = await readTree(ctx);
        const gone = body.orgIds.map((id) => organizationOf(id, tree));
        return forEach("unshare", body.userCriteria.userIds, ctx, async (userId) => {
          const outcomes: UnitOutcome[] = [];
          for (const each of gone) outcomes.push(await unshareUser(userId, each, ctx));
          await changeFutureShares(userId, (before) => withoutBelow(before, body.orgIds), ctx);
          return outcomes;
        });
      },
    }),
    operation({
      id: `unshareUsersFromAll${suffix}`,
      method: "POST",
      path: `${users}/unshare-with-all`,
      scope: UNSHARE,
      place,
      summary: "Make users members of no organization any longer.",
      body: unshareUsersFromAllForm,
      answers: { 202: processForm },
      async handle({ body }, ctx) {
        const { all } = await readTree(ctx);
        return forEach("unshare", body.userCriteria.userIds, ctx, async (userId) => {
          const isThere = await isUser(userId, ctx);
          const memberOf = isThere ? await ctx.root.store.organizationMembers.organizationsOf(userId) : [];
          const outcomes: UnitOutcome[] = [];
          for (const each of all.filter(({ id }) => memberOf.includes(id))) {
            outcomes.push(await unshareUser(userId, each, ctx));
          }
          await changeFutureShares(userId, () => ({ below: [] }), ctx);
          return outcomes;
        });
      },
    }),
  ];
}

/** The organizations that a policy means now. Refuses an organization that is not there. */
function meantBy(policy: string, orgId: string, tree: Tree): readonly Organization[] {
  const organization = organizationOf(orgId, tree);
  switch (policy) {
    case "SELECTED_ORG_ONLY":
      return [organization];
    case "SELECTED_ORG_WITH_EXISTING_IMMEDIATE_CHILDREN_ONLY":
      return [organization, ...tree.all.filter(({ parentId }) => parentId === orgId)];
    case "NO_ORG":
      return [];
    default:
      return tree.withAllBelow([orgId]);
  }
}

function withBelow(
  before: FutureShares,
  organizationId: string,
  roles: FutureShares["below"][number]["roles"],
): FutureShares {
  const { below } = withoutBelow(before, [organizationId]);
  return { ...before, below: [...below, { organizationId, roles }] };
}

function withoutBelow(before: FutureShares, ids: readonly string[]): FutureShares {
  return { ...before, below: before.below.filter(({ organizationId }) => !ids.includes(organizationId)) };
}

/** Does it for each of the users, and keeps what came of it. */
async function forEach(
  verb: "share" | "unshare",
  userIds: readonly string[],
  ctx: ManagementContext,
  work: (userId: string) => Promise<UnitOutcome[]>,
  policy?: string,
): Promise<Reply> {
  const changes = [];
  for (const userId of new Set(userIds)) {
    const outcomes = await work(userId);
    const subject = { type: `B2B_USER_${verb.toUpperCase()}`, subjectType: "B2B_USER", subjectId: userId, policy };
    await keepOperation(subject, outcomes, ctx);
    const done = outcomes.filter(({ status }) => status === "SUCCESS").map(({ targetOrgId }) => targetOrgId);
    const after = { organizations: done };
    if (done.length > 0) changes.push({ action: `user.${verb}`, target: { kind: "user", id: userId }, after });
  }
  const details = `User ${verb === "share" ? "sharing" : "unsharing"} process triggered successfully.`;
  return { status: 202, body: { status: "Processing", details }, changes };
}
