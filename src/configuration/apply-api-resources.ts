import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { ApiResourceDocument } from "../protocol/model.ts";
import type { TenantStore } from "../store/store.ts";
import { changedFields } from "./changed-fields.ts";
import { type ApiResourceConfiguration, ConfigurationError } from "./configuration.ts";

/** What applying did to an API resource or a role of the file. */
export interface Applied {
  readonly id: string;
  readonly created: boolean;
  /** The file's names of what differed. */
  readonly fields: readonly string[];
}

/**
 * Makes the store hold the API resource. What the file has no words for stays: the names and descriptions of its scopes, for the ones that
 * it had before.
 */
export async function applyApiResource(
  wanted: ApiResourceConfiguration,
  store: TenantStore,
  clock: Clock,
): Promise<Applied> {
  const { identifier } = wanted;
  const now = Math.floor(clock.nowMilliseconds() / 1000);
  const found = await store.records.findByName<ApiResourceDocument>("api resource", identifier);
  const document = toDocument(wanted, found?.document);
  if (found === undefined) {
    const id = randomUUID();
    const created = await store.records.add("api resource", { id, name: identifier, document }, now);
    // Unless another process that starts with the same file has made it meanwhile.
    return created ? { id, created, fields: [] } : applyApiResource(wanted, store, clock);
  }
  const { id, version } = found;
  const fields = changedFields(found.document, document);
  if (fields.length > 0) {
    const outcome = await store.records.replace("api resource", { id, name: identifier, version, document }, now);
    if (outcome !== "replaced") throw new ConfigurationError(`API resource ${identifier} was changed meanwhile`);
  }
  return { id, created: false, fields };
}

function toDocument(wanted: ApiResourceConfiguration, before: ApiResourceDocument | undefined): ApiResourceDocument {
  const { identifier, name = identifier } = wanted;
  return {
    type: "BUSINESS",
    requiresAuthorization: true,
    ...before,
    name,
    scopes: wanted.scopes.map(
      (scope) =>
        before?.scopes.find((known) => known.name === scope) ?? { id: randomUUID(), name: scope, displayName: scope },
    ),
    authorizationDetailsTypes: wanted.authorizationDetailsTypes.map(
      (type) =>
        before?.authorizationDetailsTypes.find((known) => known.type === type) ?? {
          id: randomUUID(),
          type,
          name: type,
          description: "",
          schema: {},
        },
    ),
  };
}
