import type { Organization } from "../../protocol/model/organization.ts";
import type { ManagementContext } from "../operation.ts";
import {
  activeBelow,
  disabledAbove,
  invalidPatch,
  nameTaken,
  organizationNotFound,
  ownOrganization,
} from "./errors.ts";
import { attributesForm, descriptionForm, nameForm, type PatchItem } from "./forms.ts";
import type { Node } from "./tree.ts";

type Changeable = Pick<Node, "name" | "description" | "status" | "attributes">;

const ATTRIBUTE = /^\/attributes\/(?<key>.+)$/;

/** What the organization is after the changes. Refuses, and changes nothing, what cannot be done. */
export function patched(node: Node, items: readonly PatchItem[]): Changeable {
  let { name, description, status, attributes }: Changeable = node;
  for (const { operation, path, value } of items) {
    if (operation !== "REMOVE" && value === undefined) {
      throw invalidPatch("ORG-60012", "Value is mandatory for 'add' and 'replace' operations.");
    }
    const key = ATTRIBUTE.exec(path)?.groups?.key;
    if (key !== undefined) attributes = withAttribute(attributes, key, operation, value);
    else if (path === "/description")
      description = operation === "REMOVE" ? undefined : read(descriptionForm, path, value);
    else if (path !== "/name" && path !== "/status") {
      throw invalidPatch("ORG-60011", `Provided path :${path} is invalid.`);
    } else if (operation !== "REPLACE") {
      throw invalidPatch(
        "ORG-60013",
        `Mandatory fields can only be replaced. Provided op : ${operation}, path : ${path}`,
      );
    } else if (path === "/name") name = read(nameForm, path, value);
    else status = readStatus(value);
  }
  verifyAttributes(attributes);
  return { name, description, status, attributes };
}

/** Stores the change. The tenant itself is not among the organizations, and is not changed here. */
export async function save(node: Node, wanted: Changeable, ctx: ManagementContext): Promise<Node> {
  const { organizations } = ctx.root.store;
  if (wanted.status !== node.status) await verifyStatus(node, wanted.status, ctx);
  if (wanted.name !== node.name) await verifyNameFree(wanted.name, node.id, ctx);
  const changed: Node = { ...node, ...wanted, modifiedAt: ctx.now };
  const { name, description, status, attributes, modifiedAt } = changed;
  const found = await organizations.find(node.id);
  const stored = found && (await organizations.update({ ...found, name, description, status, attributes, modifiedAt }));
  if (!stored) throw organizationNotFound(node.id);
  return changed;
}

/** Refuses a name that another organization of the tenant goes by: people choose by it where they sign in. */
export async function verifyNameFree(name: string, ownId: string | undefined, ctx: ManagementContext): Promise<void> {
  if (await isNameTaken(name, ownId, ctx)) throw nameTaken(name);
}

/** Whether another one than the own goes by the name. */
export async function isNameTaken(name: string, ownId: string | undefined, ctx: ManagementContext): Promise<boolean> {
  const others = (await allOfTenant(ctx)).filter(({ id }) => id !== ownId);
  const folded = foldName(name);
  return others.some((other) => foldName(other.name) === folded || other.handle === folded);
}

/** The same of a new handle: where a request says `org` it is as good as a name (contract §3.1). */
export async function isHandleTaken(handle: string, ctx: ManagementContext): Promise<boolean> {
  return (await allOfTenant(ctx)).some((other) => other.handle === handle || foldName(other.name) === handle);
}

/** The tenant and all that lies below it. */
async function allOfTenant({ root }: ManagementContext): Promise<Pick<Organization, "id" | "name" | "handle">[]> {
  return [root.tenant, ...(await root.store.organizations.below(undefined))];
}

function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

async function verifyStatus(node: Node, status: Node["status"], ctx: ManagementContext): Promise<void> {
  if (node.id === ctx.tenant.id) throw ownOrganization(node.id);
  const { organizations } = ctx.root.store;
  if (status === "DISABLED") {
    const children = await organizations.childrenOf(node.id);
    if (children.some((child) => child.status === "ACTIVE")) throw activeBelow(node.id);
    return;
  }
  const [, ...above] = await organizations.lineage(node.id);
  if (above.some((each) => each.status !== "ACTIVE")) throw disabledAbove();
}

function withAttribute(
  attributes: Node["attributes"],
  key: string,
  operation: PatchItem["operation"],
  value = "",
): Node["attributes"] {
  const isThere = Object.hasOwn(attributes, key);
  if (operation === "REPLACE" && !isThere) {
    throw invalidPatch("ORG-60020", `Cannot replace non existing attribute key: ${key}`);
  }
  if (operation === "REMOVE") {
    if (!isThere) throw invalidPatch("ORG-60019", `Cannot remove non existing attribute key: ${key}`);
    return Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== key));
  }
  return { ...attributes, [key]: read(descriptionForm, "/attributes", value) };
}

function verifyAttributes(attributes: Node["attributes"]): void {
  const { error } = attributesForm.safeParse(Object.entries(attributes).map(([key, value]) => ({ key, value })));
  if (error !== undefined) throw invalidPatch("ORG-60012", `/attributes: ${error.issues[0]?.message}`);
}

function readStatus(value: string | undefined): Node["status"] {
  if (value === "ACTIVE" || value === "DISABLED") return value;
  throw invalidPatch("ORG-60028", "Organization status must be 'ACTIVE' or 'DISABLED'.");
}

function read(form: typeof nameForm | typeof descriptionForm, path: string, value: string | undefined): string {
  const { success, data } = form.safeParse(value);
  if (!success) throw invalidPatch("ORG-60012", `${path} cannot be this value.`);
  return data;
}
