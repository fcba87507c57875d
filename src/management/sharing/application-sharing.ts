import type { Client } from "../../protocol/model/client.ts";
import { getApplication, type ManagedClient, targetOf } from "../applications/find-application.ts";
import type { ManagementContext, Reply } from "../operation.ts";
import { organizationNotFound } from "../organizations/errors.ts";
import { keepOperation } from "./async-operations.ts";
import { sharedOrganizations, type Tree } from "./shared-with.ts";

/** Where the operations are, below the tenant's URL. */
export const APPLICATIONS = "/api/server/v1/applications";
export const CREATE = "internal_shared_application_create";
export const VIEW = "internal_shared_application_view";
export const DELETE = "internal_shared_application_delete";

export type Sharing = Client["sharing"];

/** Stores what the application is shared with now, and keeps what came of it. */
export async function changed(
  client: ManagedClient,
  sharing: Sharing,
  tree: Tree,
  verb: "share" | "unshare",
  ctx: ManagementContext,
  policy?: string,
): Promise<Reply> {
  const [before, after] = [sharedOrganizations(client.sharing, tree), sharedOrganizations(sharing, tree)];
  await ctx.store.clients.save({ ...client, sharing });
  const [from, to] = verb === "share" ? [before, after] : [after, before];
  const outcomes = to
    .filter((each) => !from.includes(each))
    .map(({ id, name }) => ({
      residentResourceId: client.application.id,
      targetOrgId: id,
      targetOrgName: name,
      status: "SUCCESS" as const,
      statusMessage: "",
    }));
  const type = `B2B_APPLICATION_${verb.toUpperCase()}`;
  await keepOperation(
    { type, subjectType: "B2B_APPLICATION", subjectId: client.application.id, policy },
    outcomes,
    ctx,
  );
  const details = `Application ${verb === "share" ? "sharing" : "unsharing"} process triggered successfully.`;
  const change = {
    action: `application.${verb}`,
    target: targetOf(client),
    before: { sharing: client.sharing },
    after: { sharing },
  };
  return { status: 202, body: { status: "Processing", details }, change };
}

/** The application that the body names. */
export function named(applicationId: string, ctx: ManagementContext): Promise<ManagedClient> {
  return getApplication({ parameters: { applicationId } }, ctx);
}

/** Refuses organizations that are not there. */
export function verifyThere(ids: readonly string[], { all }: Tree): void {
  const unknown = ids.find((id) => !all.some((organization) => organization.id === id));
  if (unknown !== undefined) throw organizationNotFound(unknown);
}
