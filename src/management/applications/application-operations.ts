import { z } from "zod";
import type { RoleDocument } from "../../protocol/model/role.ts";
import { saveClient } from "../../protocol/registration/save-client.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { removeTemplatesOf } from "../notification-templates/own-templates.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { pageOf, pageShape, pagingQuery } from "../paging.ts";
import { withAttestation } from "./attestation-mapping.ts";
import { verifyMayControl } from "./authority.ts";
import { verifyConnections } from "./connections.ts";
import { createApplication, verifyNameFree } from "./create-application.ts";
import { invalidFilter, invalidRequest, sortingNotSupported } from "./errors.ts";
import {
  APPLICATIONS,
  getApplication,
  listPath,
  type ManagedClient,
  selfOf,
  snapshotOf,
  targetOf,
} from "./find-application.ts";
import { applicationForm, listItemForm, patchForm } from "./forms.ts";
import { merge } from "./merge.ts";
import { fromModel, toModel } from "./model-mapping.ts";
import { speaksOpenIdConnect } from "./oidc-mapping.ts";
import { settle } from "./settle.ts";

const ONE = `${APPLICATIONS}/{applicationId}`;
const text = z.string();

const listApplications = operation({
  id: "getAllApplications",
  method: "GET",
  path: APPLICATIONS,
  scope: "internal_application_mgt_view",
  summary: "List applications.",
  query: z.object({
    ...pagingQuery,
    filter: text.optional(),
    sortOrder: text.optional(),
    sortBy: text.optional(),
    attributes: text.optional(),
    excludeSystemPortals: text.optional(),
  }),
  answers: { 200: z.object({ ...pageShape, applications: z.array(listItemForm) }) },
  async handle({ query }, ctx) {
    if (query.sortBy !== undefined || query.sortOrder !== undefined) throw sortingNotSupported();
    const wanted = attributesOf(query.attributes);
    const clients = filtered((await ctx.store.clients.list()) as ManagedClient[], query.filter);
    clients.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
    const { page, ...answer } = pageOf(clients, query, listPath(ctx));
    return { status: 200, body: { ...answer, applications: page.map((client) => listItem(client, wanted, ctx)) } };
  },
});

const getOne = operation({
  id: "getApplication",
  method: "GET",
  path: ONE,
  scope: "internal_application_mgt_view",
  summary: "Retrieve application by ID.",
  answers: { 200: applicationForm },
  async handle(call, ctx) {
    const client = await getApplication(call, ctx);
    const speaks = speaksOpenIdConnect(client);
    const protocol = { type: "oauth2", name: "oauth2", self: `${selfOf(client, ctx)}/inbound-protocols/oidc` };
    const { name, associatedRoles, ...model } = toModel(client);
    const roles = (await ownRoles(client, ctx)).map(({ id, displayName }) => ({ id, name: displayName }));
    const body = {
      id: client.application.id,
      name,
      ...(speaks && { clientId: client.clientId }),
      ...model,
      associatedRoles: { ...associatedRoles, roles },
      inboundProtocols: speaks ? [protocol] : [],
      access: "WRITE",
    };
    return { status: 200, body };
  },
});

/** What the body names is put in the place of what was, member by member (contract §16). */
const patchOne = operation({
  id: "patchApplication",
  method: "PATCH",
  path: ONE,
  scope: "internal_application_mgt_update",
  summary: "Partially update application by ID.",
  body: patchForm,
  answers: { 200: undefined },
  async handle(call, ctx) {
    const before = await getApplication(call, ctx);
    await verifyMayControl(before, ctx);
    if (call.body.name !== undefined) await verifyNameFree(call.body.name, before.clientId, ctx);
    await verifyConnections(call.body.authenticationSequence, ctx);
    const model = merge(toModel(before), call.body);
    const { written, requestedClaims, application } = fromModel(model, before);
    const settled = { ...settle(before, written), requestedClaims, application };
    const client = withAttestation(settled, model.advancedConfigurations?.attestationMetaData, before, ctx);
    await saveClient(client, ctx);
    const [was, is] = [snapshotOf(before), snapshotOf(client)];
    const target = targetOf({ ...client, application });
    return { status: 200, change: { action: "application.update", target, before: was, after: is } };
  },
});

/** Ends its tokens and takes its own roles with it, and what is written to people through it. */
const deleteOne = operation({
  id: "deleteApplication",
  method: "DELETE",
  path: ONE,
  scope: "internal_application_mgt_delete",
  summary: "Delete application by ID.",
  answers: { 204: undefined },
  async handle(call, ctx) {
    const client = await getApplication(call, ctx);
    await ctx.store.clients.remove(client.clientId, ctx.now);
    for (const role of await ownRoles(client, ctx)) {
      await ctx.store.roleMembers.removeAll(role.id);
      await ctx.store.records.remove("role", role.id);
    }
    await removeTemplatesOf(client.application.id, ctx);
    const target = targetOf(client);
    return { status: 204, change: { action: "application.delete", target, before: snapshotOf(client) } };
  },
});

/** What can be done with applications themselves. */
export const applicationOperations: readonly Operation[] = [
  listApplications,
  createApplication,
  getOne,
  patchOne,
  deleteOne,
];

/** The roles that count in this application alone. */
async function ownRoles({ application }: ManagedClient, { store }: ManagementContext) {
  const records = await store.records.list<RoleDocument>("role");
  const roles = records.map(({ id, document }) => ({ ...document, id }));
  return roles.filter(({ audience }) => audience.type === "application" && audience.value === application.id);
}

/** What a list tells on demand. */
const ON_DEMAND = [
  "advancedConfigurations",
  "templateId",
  "templateVersion",
  "associatedRoles",
  "applicationEnabled",
] as const;
const ALWAYS = ["id", "name", "description", "image", "accessUrl", "clientId", "issuer", "access", "self"];

function attributesOf(sent: string | undefined): readonly string[] {
  const names = (sent ?? "").split(",").map((name) => name.trim().split(".")[0] as string);
  const wanted = names.filter((name) => name !== "");
  const unknown = wanted.find((name) => ![...ON_DEMAND, ...ALWAYS].includes(name));
  if (unknown !== undefined) throw invalidRequest(`attributes: ${unknown} is not known.`);
  return wanted;
}

function filtered(clients: readonly ManagedClient[], text: string | undefined): ManagedClient[] {
  if (text === undefined || text === "") return [...clients];
  const filter = parseFilter(text, ["name", "clientId", "issuer"]);
  if (filter === undefined) throw invalidFilter();
  // The issuer is one of SAML's, which none of them has.
  const read =
    ({ name, clientId }: ManagedClient) =>
    (attribute: string) =>
      ({ name, clientId })[attribute as "name" | "clientId"];
  return clients.filter((client) => matchesFilter(filter, read(client)));
}

function listItem(client: ManagedClient, wanted: readonly string[], ctx: ManagementContext) {
  const model = toModel(client);
  return {
    id: client.application.id,
    name: client.name,
    description: model.description,
    image: model.imageUrl,
    accessUrl: model.accessUrl,
    ...(speaksOpenIdConnect(client) && { clientId: client.clientId }),
    access: "WRITE",
    self: selfOf(client, ctx),
    ...Object.fromEntries(ON_DEMAND.filter((name) => wanted.includes(name)).map((name) => [name, model[name]])),
  };
}
