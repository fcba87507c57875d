import type { IdentityProvider } from "../../protocol/identity-provider.ts";
import type { ManagementContext } from "../operation.ts";
import { verifyMayControlEverybody } from "../roles/guards.ts";

type Vouching = Pick<IdentityProvider, "id" | "document">;

/**
 * Refuses a change of a connection by which somebody comes to an account that is here already, or to roles, to a caller who may do less than
 * they may: whoever decides where it leads decides who comes (security bar 23.2).
 */
export async function verifyMayVouch(before: Vouching, after: Vouching, ctx: ManagementContext): Promise<void> {
  const leadsToAccounts = [before, after].some(recognises) || (await ctx.store.federatedAssociations.hasAny(before.id));
  if (leadsToAccounts) await verifyMayControlEverybody(ctx);
}

function recognises({ document: { implicitAssociation, provisioning, roles } }: Vouching): boolean {
  return implicitAssociation.enabled || provisioning.associateLocalUser || roles.mappings.length > 0;
}
