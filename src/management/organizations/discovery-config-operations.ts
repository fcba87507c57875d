import { z } from "zod";
import { type DiscoveryDocument, ORGANIZATION_DISCOVERY } from "../../protocol/organization-discovery.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { readSetting, removeSetting, saveSetting } from "../settings.ts";

const PATH = "/api/server/v1/organization-configs/discovery";
const ENABLED = "emailDomain.enable";

const form = z.object({ properties: z.array(z.object({ key: z.string(), value: z.string() })) });
const target = { kind: "organization-discovery-config", id: "discovery" };
// What organizations are found by is decided for all of them alike.
const place = "tenant";

/** Whether organizations are found by the addresses of their people (contract §21.3). */
export const discoveryConfigOperations: readonly Operation[] = [
  operation({
    id: "getOrganizationDiscoveryConfig",
    method: "GET",
    path: PATH,
    scope: "internal_config_mgt_view",
    place,
    summary: "Whether organizations are found by e-mail domains.",
    answers: { 200: form },
    async handle(_call, { store }) {
      const found = await readSetting<DiscoveryDocument>(store.records, ORGANIZATION_DISCOVERY);
      if (found === undefined) throw notFound();
      return { status: 200, body: toModel(found.document) };
    },
  }),
  operation({
    id: "addOrganizationDiscoveryConfig",
    method: "POST",
    path: PATH,
    scope: "internal_config_mgt_add",
    place,
    summary: "Decide whether organizations are found by e-mail domains.",
    body: form,
    answers: { 201: form },
    async handle({ body }, { store, now }) {
      const before = await readSetting<DiscoveryDocument>(store.records, ORGANIZATION_DISCOVERY);
      if (before !== undefined) throw new ManagementError(409, "OCM-60002", "Conflict", "It was decided already.");
      const after = toDocument(body);
      await saveSetting(store.records, ORGANIZATION_DISCOVERY, after, undefined, now);
      return {
        status: 201,
        body: toModel(after),
        location: PATH,
        change: { action: "organization-discovery-config.create", target, after },
      };
    },
  }),
  operation({
    id: "updateOrganizationDiscoveryConfig",
    method: "PUT",
    path: PATH,
    scope: "internal_config_mgt_update",
    place,
    summary: "Change whether organizations are found by e-mail domains.",
    body: form,
    answers: { 200: form },
    async handle({ body }, { store, now }) {
      const found = await readSetting<DiscoveryDocument>(store.records, ORGANIZATION_DISCOVERY);
      const after = toDocument(body);
      await saveSetting(store.records, ORGANIZATION_DISCOVERY, after, found, now);
      const change = { action: "organization-discovery-config.update", target, before: found?.document, after };
      return { status: 200, body: toModel(after), change };
    },
  }),
  operation({
    id: "deleteOrganizationDiscoveryConfig",
    method: "DELETE",
    path: PATH,
    scope: "internal_config_mgt_delete",
    place,
    summary: "Go back to finding no organization by e-mail domains.",
    answers: { 204: undefined },
    async handle(_call, { store }) {
      const found = await readSetting<DiscoveryDocument>(store.records, ORGANIZATION_DISCOVERY);
      if (found === undefined) return { status: 204 };
      await removeSetting(store.records, ORGANIZATION_DISCOVERY);
      const change = { action: "organization-discovery-config.delete", target, before: found.document };
      return { status: 204, change };
    },
  }),
];

/** Refuses properties that mean nothing here. */
function toDocument({ properties }: z.output<typeof form>): DiscoveryDocument {
  const unknown = properties.find(({ key, value }) => key !== ENABLED || !["true", "false"].includes(value));
  if (unknown === undefined) return { emailDomain: properties.at(-1)?.value === "true" };
  const description = `${unknown.key} is not ${ENABLED} with true or false.`;
  throw new ManagementError(400, "OCM-60001", "Invalid discovery configuration.", description);
}

function toModel({ emailDomain }: DiscoveryDocument): z.output<typeof form> {
  return { properties: [{ key: ENABLED, value: String(emailDomain) }] };
}

function notFound(): ManagementError {
  const description = "Nothing was decided about finding organizations.";
  return new ManagementError(404, "OCM-60003", "Discovery configuration not found.", description);
}
