import { z } from "zod";
import { emailOf, localeOf } from "../../accounts/find-account.ts";
import { memberIdIn, type User } from "../../protocol/model/user.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { getRole } from "../roles/find-roles.ts";
import { verifyMayGrant } from "../roles/guards.ts";
import {
  acceptInvitation,
  addInvitation,
  findInvitation,
  type Invitation,
  isOpen,
  listInvitations,
  removeInvitation,
} from "./invitations.ts";

const GUESTS = "/api/server/v1/guests";
const LIST = "internal_guest_mgt_invite_list";
const text = z.string();

const inviteForm = z.object({
  usernames: z.array(z.string().max(256)).min(1).max(100),
  userDomain: z.string().optional(),
  roles: z.array(z.string().max(64)).max(100).optional(),
  groups: z.array(z.string()).optional(),
  properties: z.array(z.object({ key: text, value: text })).optional(),
});
const invitedForm = z.object({
  username: text,
  result: z.object({
    status: z.enum(["Successful", "Failed"]),
    errorCode: text.optional(),
    errorMessage: text.optional(),
    errorDescription: text.optional(),
  }),
  confirmationCode: text.optional(),
});
const codeForm = z.object({ confirmationCode: z.string().max(256) });
const shownForm = z.object({
  id: text,
  username: text,
  email: text,
  roles: z.array(z.object({ id: text, displayName: text })),
  groups: z.array(z.object({ id: text, displayName: text })),
  status: z.enum(["PENDING", "EXPIRED"]),
  expiredAt: text,
});

/** Inviting the tenant's users into an organization (contract §21.2). */
export const guestOperations: readonly Operation[] = [
  operation({
    id: "inviteGuests",
    method: "POST",
    path: `${GUESTS}/invite`,
    scope: "internal_guest_mgt_invite_add",
    summary: "Invite users of the tenant into the organization.",
    body: inviteForm,
    answers: { 201: z.array(invitedForm) },
    async handle({ body }, ctx) {
      const organizationId = organizationOf(ctx);
      if ((body.groups ?? []).length > 0) throw refused("Whoever is at home elsewhere is in no group here.");
      const found = await Promise.all((body.roles ?? []).map((id) => getRole(id, ctx)));
      const roles = found.map(({ role }) => role);
      await verifyMayGrant(
        roles.flatMap(({ permissions }) => permissions),
        ctx,
      );
      const isExternal = body.properties?.some(
        ({ key, value }) => key === "manageNotificationsInternally" && value.toLowerCase() === "false",
      );
      const answers: z.output<typeof invitedForm>[] = [];
      const changes = [];
      for (const username of new Set(body.usernames)) {
        const outcome = await invite(
          username,
          organizationId,
          { roles: roles.map(({ id }) => id), tells: !isExternal },
          ctx,
        );
        if (typeof outcome === "string") answers.push(failed(username, outcome));
        else {
          answers.push({
            username,
            result: { status: "Successful" },
            ...(isExternal && { confirmationCode: outcome.code }),
          });
          const target = { kind: "user", id: outcome.user.id, name: outcome.user.userName };
          changes.push({
            action: "user.invite",
            target,
            after: { roles: roles.map(({ displayName }) => displayName) },
          });
        }
      }
      return { status: 201, body: answers, changes };
    },
  }),
  operation({
    id: "introspectGuestInvitation",
    method: "POST",
    path: `${GUESTS}/invitation/introspect`,
    scope: LIST,
    summary: "Say what an invitation's code is of.",
    body: codeForm,
    answers: {
      200: z.object({
        confirmationCode: text,
        username: text,
        userOrganization: text,
        initiatedOrganization: text,
        status: text,
      }),
    },
    async handle({ body: { confirmationCode } }, ctx) {
      const found = await findInvitation(confirmationCode, ctx);
      const isOwn = ctx.tenant.organization === undefined || found?.organization.id === ctx.tenant.organization.id;
      if (found === undefined || !isOwn) throw unknownCode();
      const { invitation, organization } = found;
      const { userName: username } = invitation.document;
      const about = { userOrganization: ctx.root.tenant.id, initiatedOrganization: organization.id };
      return { status: 200, body: { confirmationCode, username, ...about, status: "PENDING" } };
    },
  }),
  operation({
    id: "acceptGuestInvitation",
    method: "POST",
    path: `${GUESTS}/invitation/accept`,
    scope: LIST,
    open: true,
    summary: "Accept an invitation by the code that came with it.",
    body: codeForm,
    answers: { 204: undefined },
    async handle({ body: { confirmationCode } }, ctx) {
      const { organization } = ctx.tenant;
      const meant = organization && (await findInvitation(confirmationCode, ctx));
      const isElsewhere = organization !== undefined && meant?.organization.id !== organization.id;
      const found = isElsewhere ? undefined : await acceptInvitation(confirmationCode, ctx);
      if (found === undefined) throw unknownCode();
      const { userId, userName } = found.invitation.document;
      const target = { kind: "user", id: userId, name: userName };
      const after = { organization: found.organization.id };
      return { status: 204, change: { action: "user.accept-invitation", target, after } };
    },
  }),
  operation({
    id: "listGuestInvitations",
    method: "GET",
    path: `${GUESTS}/invitations`,
    scope: LIST,
    summary: "List the invitations into the organization.",
    query: z.object({ filter: text, limit: text, offset: text, sortOrder: text, sortBy: text }).partial(),
    answers: { 200: z.object({ invitations: z.array(shownForm) }) },
    async handle({ query }, ctx) {
      organizationOf(ctx);
      const filter = query.filter === undefined ? [[]] : parseFilter(query.filter, ["status"]);
      if (filter === undefined) throw refused("Invitations are filtered by status eq PENDING or status eq EXPIRED.");
      const shown = await Promise.all((await listInvitations(ctx.store)).map((each) => toShown(each, ctx)));
      return { status: 200, body: { invitations: shown.filter((each) => matchesFilter(filter, () => each.status)) } };
    },
  }),
  operation({
    id: "deleteGuestInvitation",
    method: "DELETE",
    path: `${GUESTS}/invitations/{invitationId}`,
    scope: "internal_guest_mgt_invite_delete",
    summary: "Withdraw an invitation.",
    answers: { 204: undefined },
    async handle({ parameters: { invitationId = "" } }, ctx) {
      organizationOf(ctx);
      const found = (await listInvitations(ctx.store)).find(({ id }) => id === invitationId);
      if (found === undefined || !(await removeInvitation(found.id, ctx.store))) return { status: 204 };
      const target = { kind: "user", id: found.document.userId, name: found.document.userName };
      return { status: 204, change: { action: "user.withdraw-invitation", target } };
    },
  }),
];

/** Writes to one user, unless somebody else does; or says in a sentence why not. */
async function invite(
  username: string,
  organizationId: string,
  { roles, tells }: { readonly roles: readonly string[]; readonly tells: boolean },
  ctx: ManagementContext,
): Promise<string | { readonly user: User; readonly code: string }> {
  const user = (await ctx.root.store.users.findByName(username.replace(/^(PRIMARY|DEFAULT)\//i, "")))?.user;
  if (!user?.enabled) return "The tenant has no such user.";
  if ((await ctx.root.store.organizationMembers.find(organizationId, user.id)) !== undefined) {
    return "The user is a member already.";
  }
  const own = await ctx.store.users.findByName(user.userName);
  if (own !== undefined && own.user.id !== memberIdIn(organizationId, user.id)) {
    return "The organization has a user of its own with the name.";
  }
  const email = emailOf(user);
  if (email === undefined && tells) return "The user has no e-mail address.";
  const code = await addInvitation(organizationId, { user, email: email ?? "", roles }, ctx);
  if (code === undefined) return OPEN_ALREADY;
  if (tells && email !== undefined) {
    const query = new URLSearchParams({ confirmation: code });
    // Who is invited is at home in the tenant.
    const page = `/t/${ctx.root.tenant.handle}/accountrecoveryendpoint/acceptinvitation.do?${query}`;
    const url = new URL(page, ctx.tenantUrl).href;
    const values = { "redirect-url": url, "user-name": user.userName };
    await ctx.notify({ channel: "email", type: "OrganizationUserInvitation", to: email, ...localeOf(user), values });
  }
  return { user, code };
}

const OPEN_ALREADY = "An active invitation already exists for the user.";

function failed(username: string, errorDescription: string) {
  const known = errorDescription === OPEN_ALREADY;
  const errorCode = known ? "OUI-10018" : "OUI-10000";
  const errorMessage = known ? "Invitation already exists." : "The user cannot be invited.";
  return { username, result: { status: "Failed" as const, errorCode, errorMessage, errorDescription } };
}

async function toShown({ id, document }: Invitation, ctx: ManagementContext): Promise<z.output<typeof shownForm>> {
  const { userName: username, email, expiresAt } = document;
  const found = await Promise.all(document.roles.map((role) => getRole(role, ctx).catch(() => undefined)));
  const roles = found.flatMap((kept) => (kept ? [{ id: kept.role.id, displayName: kept.role.displayName }] : []));
  const status = isOpen({ document } as Invitation, ctx.now) ? "PENDING" : "EXPIRED";
  return { id, username, email, roles, groups: [], status, expiredAt: new Date(expiresAt * 1000).toISOString() };
}

function organizationOf({ tenant }: ManagementContext): string {
  if (tenant.organization === undefined) throw refused("Guests are invited into organizations inside the tenant.");
  return tenant.organization.id;
}

function refused(description: string) {
  return new ManagementError(400, "OUI-10000", "Invalid request.", description);
}

function unknownCode() {
  return new ManagementError(400, "OUI-10001", "Invalid confirmation code.", "The code is wrong, used or too old.");
}
