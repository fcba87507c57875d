import { z } from "zod";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { APPLICATIONS, CREATE, changed, DELETE, named, type Sharing, verifyThere } from "./application-sharing.ts";
import { orgIds, processForm, shareApplicationForm, shareApplicationWithAllForm } from "./forms.ts";
import { readTree, withLess, withMore } from "./shared-with.ts";

// The applications that can be shared are the tenant's.
const place = "tenant";

/** Which organizations an application can be used in (contract §17.1, §21.2). */
export const applicationShareOperations: readonly Operation[] = [
  operation({
    id: "shareApplicationWithSelected",
    method: "POST",
    path: `${APPLICATIONS}/share`,
    scope: CREATE,
    place,
    summary: "Share an application with organizations.",
    body: shareApplicationForm,
    answers: { 202: processForm },
    async handle({ body }, ctx) {
      refuseRoles(body.organizations);
      const [client, tree] = [await named(body.applicationId, ctx), await readTree(ctx)];
      const wanted = body.organizations.filter(({ policy }) => policy !== "NO_ORG");
      verifyThere(
        wanted.map(({ orgId }) => orgId),
        tree,
      );
      const alone = wanted.filter(({ policy }) => policy === "SELECTED_ORG_ONLY").map(({ orgId }) => orgId);
      const below = wanted.map(({ orgId }) => orgId).filter((id) => !alone.includes(id));
      return changed(client, withMore(client.sharing, alone, below), tree, "share", ctx);
    },
  }),
  operation({
    id: "shareApplicationWithAll",
    method: "POST",
    path: `${APPLICATIONS}/share-with-all`,
    scope: CREATE,
    place,
    summary: "Share an application with all organizations.",
    body: shareApplicationWithAllForm,
    answers: { 202: processForm },
    async handle({ body }, ctx) {
      refuseRoles([body]);
      const [client, tree] = [await named(body.applicationId, ctx), await readTree(ctx)];
      const all = tree.all.map(({ id }) => id);
      const sharing: Record<typeof body.policy, Sharing> = {
        ALL_EXISTING_AND_FUTURE_ORGS: { with: "all" },
        ALL_EXISTING_ORGS_ONLY: withMore({ with: "none" }, all, []),
        NO_ORGS: { with: "none" },
      };
      return changed(client, sharing[body.policy], tree, "share", ctx, body.policy);
    },
  }),
  operation({
    id: "unshareApplicationFromSelected",
    method: "POST",
    path: `${APPLICATIONS}/unshare`,
    scope: DELETE,
    place,
    summary: "Share an application no longer with these organizations and those below them.",
    body: z.object({ applicationId: z.string(), orgIds }),
    answers: { 202: processForm },
    async handle({ body }, ctx) {
      const [client, tree] = [await named(body.applicationId, ctx), await readTree(ctx)];
      return changed(client, withLess(client.sharing, body.orgIds, tree), tree, "unshare", ctx);
    },
  }),
  operation({
    id: "unshareApplicationFromAll",
    method: "POST",
    path: `${APPLICATIONS}/unshare-with-all`,
    scope: DELETE,
    place,
    summary: "Share an application with no organization any longer.",
    body: z.object({ applicationId: z.string() }),
    answers: { 202: processForm },
    async handle({ body }, ctx) {
      const client = await named(body.applicationId, ctx);
      return changed(client, { with: "none" }, await readTree(ctx), "unshare", ctx);
    },
  }),
];

/** An organization has its own roles, and none that were made elsewhere. */
function refuseRoles(bodies: readonly { readonly roleSharing?: { readonly mode: string } | undefined }[]): void {
  if (bodies.every(({ roleSharing }) => roleSharing?.mode !== "SELECTED")) return;
  const description = "Roles are not shared: each organization has roles of its own.";
  throw new ManagementError(400, "APP-60001", "Invalid request.", description);
}
