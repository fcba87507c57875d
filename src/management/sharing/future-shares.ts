import type { Organization } from "../../protocol/model/organization.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import type { ManagementContext } from "../operation.ts";
import { type NamedRole, shareUser } from "./user-sharing.ts";

/** With which organizations to come a user is shared: the document of a record that has the user's id. */
export interface FutureShares {
  /** With all of them, with these roles. */
  readonly all?: { readonly roles: readonly NamedRole[] } | undefined;
  /** With those below these, with these roles. */
  readonly below: readonly { readonly organizationId: string; readonly roles: readonly NamedRole[] }[];
}

const NONE: FutureShares = { below: [] };

export async function readFutureShares(userId: string, { root }: ManagementContext): Promise<FutureShares> {
  return (await find(userId, root))?.document ?? NONE;
}

/** Puts in the place of what was decided for the user what the function makes of it. */
export async function changeFutureShares(
  userId: string,
  change: (before: FutureShares) => FutureShares,
  { root, now }: ManagementContext,
): Promise<void> {
  const { records } = root.store;
  for (let outcome = "changed meanwhile"; outcome === "changed meanwhile"; ) {
    const found = await find(userId, root);
    const document = change(found?.document ?? NONE);
    const isNothing = document.all === undefined && document.below.length === 0;
    if (found === undefined) {
      const added = isNothing || (await records.add("user sharing", { id: userId, name: userId, document }, now));
      if (added) return;
    } else if (isNothing) {
      await records.remove("user sharing", userId);
      return;
    } else {
      outcome = await records.replace("user sharing", { ...found, document }, now);
    }
  }
}

/** Makes members of a new organization those whom that was decided for. */
export async function shareWithNew(organization: Organization, ctx: ManagementContext): Promise<void> {
  const { root } = ctx;
  const { records, organizations } = root.store;
  const decided = await records.list<FutureShares>("user sharing");
  if (decided.length === 0) return;
  const [, ...above] = await organizations.lineage(organization.id);
  for (const { id: userId, document } of decided) {
    const covering = document.below.filter(({ organizationId }) => above.some(({ id }) => id === organizationId));
    if (document.all === undefined && covering.length === 0) continue;
    const roles = [...(document.all?.roles ?? []), ...covering.flatMap((each) => each.roles)];
    if ((await root.store.users.find(userId)) === undefined) {
      await records.remove("user sharing", userId);
      continue;
    }
    const outcome = await shareUser(userId, organization, roles, ctx);
    // A role that the new organization does not have is not its concern; the user is.
    if (outcome.status === "FAILED") await shareUser(userId, organization, roles.filter(isEverywhere), ctx);
  }
}

function isEverywhere({ displayName }: NamedRole): boolean {
  return ["administrator", "everyone"].includes(displayName.toLowerCase());
}

function find(userId: string, { store }: ManagementContext["root"]): Promise<StoredRecord<FutureShares> | undefined> {
  return store.records.find<FutureShares>("user sharing", userId);
}
