import { usedPasswordFault } from "../../accounts/password-age.ts";
import { replacePassword } from "../../accounts/replace-password.ts";
import { changedMeanwhile, invalidOwner } from "./errors.ts";
import { tenantOf } from "./find-tenant.ts";
import { ownerChangeForm, ownerQuery, ownersAnswer, wholeOwnerAnswer } from "./forms.ts";
import { additionalClaimsOf, claimsOf } from "./owner-claims.ts";
import { getOwner, ownersOf, verifyPassword } from "./owners.ts";
import { TENANTS_PATH, type TenantOperation, tenantOperation } from "./tenant-operation.ts";

const PATH = `${TENANTS_PATH}/{tenantId}/owners`;

/** Who administrates a tenant; its own administrators change who does. */
export const ownerOperations: readonly TenantOperation[] = [
  tenantOperation({
    id: "getOwners",
    method: "GET",
    path: PATH,
    summary: "Lists the owners of a tenant: who has the role Administrator",
    answers: { 200: ownersAnswer },
    async handle(call, ctx) {
      const tenant = await tenantOf(call, ctx);
      const owners = await ownersOf(tenant, ctx.store.forTenant(tenant.id));
      return { status: 200, body: owners.map(({ id, name }) => ({ id, username: name })) };
    },
  }),
  tenantOperation({
    id: "getOwner",
    method: "GET",
    path: `${PATH}/{ownerId}`,
    summary: "Gets an owner",
    query: ownerQuery,
    answers: { 200: wholeOwnerAnswer },
    async handle(call, ctx) {
      const tenant = await tenantOf(call, ctx);
      const { user } = await getOwner(call.parameters.ownerId as string, tenant, ctx.store.forTenant(tenant.id));
      const { email, given_name: firstname, family_name: lastname } = user.claims;
      const uris = call.query.additionalClaims?.split(",").map((uri) => uri.trim());
      const additionalClaims = uris && additionalClaimsOf(user, uris);
      return {
        status: 200,
        body: { id: user.id, username: user.userName, email, firstname, lastname, additionalClaims },
      };
    },
  }),
  tenantOperation({
    id: "updateOwner",
    method: "PUT",
    path: `${PATH}/{ownerId}`,
    summary: "Changes an owner, and their password where one is sent",
    body: ownerChangeForm,
    answers: { 200: undefined },
    async handle({ parameters, body }, ctx) {
      const tenant = await tenantOf({ parameters }, ctx);
      const within = ctx.within(tenant);
      const { user, attributes, version } = await getOwner(parameters.ownerId as string, tenant, within.store);
      const { password } = body;
      if (password !== undefined) {
        await verifyPassword(password, user, tenant, ctx.isBreached);
        const used = await usedPasswordFault(user, password, within);
        if (used !== undefined) throw invalidOwner(used.sentence);
      }

      const { email_verified: verified, ...others } = user.claims;
      const proof = verified !== undefined && user.claims.email === body.email ? { email_verified: verified } : {};
      const changed = { ...user, claims: { ...others, ...proof, ...claimsOf(body) }, updatedAt: within.now };
      const outcome = await within.store.users.replace({ user: changed, attributes, version });
      if (outcome !== "replaced") throw changedMeanwhile(user.userName);
      if (password !== undefined) await replacePassword(changed, password, { ...within, root: within });

      const change = {
        action: "user.update",
        target: { kind: "user", id: user.id, name: user.userName },
        before: { claims: user.claims },
        after: { claims: changed.claims, ...(password !== undefined && { password }) },
      };
      return { status: 200, tenant, change };
    },
  }),
];
