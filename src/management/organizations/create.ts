import type { z } from "zod";
import { newId } from "../../crypto/ids.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import { memberIdIn } from "../../protocol/model/user.ts";
import { administratorRole } from "../../protocol/roles.ts";
import type { ManagementContext } from "../operation.ts";
import { shareWithNew } from "../sharing/future-shares.ts";
import { isHandleTaken, verifyNameFree } from "./changes.ts";
import { handleTaken, invalidParent, parentDisabled, tooDeep, wrongType } from "./errors.ts";
import type { creationForm } from "./forms.ts";
import { lineageOf, type Node, placeBelow } from "./tree.ts";

/** Each token for an organization is asked about all that lies above it. */
const MOST_LEVELS = 20;

/** Makes an organization below the acting one, or below one of those. The user who does it administrates it then. */
export async function createOrganization(body: z.output<typeof creationForm>, ctx: ManagementContext): Promise<Node> {
  const { name, orgHandle, description, type, parentId = ctx.tenant.id, attributes } = body;
  if (type !== "TENANT") throw wrongType();
  const lineage = await lineageOf(parentId, ctx);
  const [parent] = lineage;
  if (parent === undefined) throw invalidParent(parentId);
  if (lineage.some(({ status }) => status !== "ACTIVE")) throw parentDisabled(parentId);
  const above = placeBelow(parent, ctx);
  const { organizations } = ctx.root.store;
  const levels = above === undefined ? 0 : (await organizations.lineage(above)).length;
  if (levels >= MOST_LEVELS) throw tooDeep(MOST_LEVELS);
  await verifyNameFree(name, undefined, ctx);
  if (orgHandle !== undefined && (await isHandleTaken(orgHandle, ctx))) throw handleTaken(orgHandle);

  const id = newId(ctx.nowMilliseconds);
  const organization: Organization = {
    id,
    handle: orgHandle ?? id,
    name,
    description,
    status: "ACTIVE",
    parentId: above,
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, value])),
    createdAt: ctx.now,
    modifiedAt: ctx.now,
  };
  if (!(await organizations.add(organization))) {
    throw (await organizations.findByHandle(organization.handle)) === undefined
      ? invalidParent(parentId)
      : handleTaken(organization.handle);
  }
  await makeAdministrator(organization, ctx);
  await shareWithNew(organization, ctx);
  return { ...organization, parentId: parent.id };
}

/** A program that acts for itself is nobody's administrator. */
async function makeAdministrator(organization: Organization, { person, root }: ManagementContext): Promise<void> {
  if (person === undefined) return;
  const { id } = organization;
  await root.store.organizationMembers.save(id, { userId: person.id, scope: [] });
  const role = administratorRole({ id, organization });
  const { roleMembers } = root.store.organizations.worldOf(organization);
  await roleMembers.change(role.id, { addedUsers: [memberIdIn(id, person.id)] });
}
