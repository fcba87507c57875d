import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { ApiResourceDocument } from "../protocol/model/api-resource.ts";
import type { TenantStore } from "../store/port/store.ts";
import { changedFields } from "./changed-fields.ts";
import { type ApiResourceConfiguration, ConfigurationError } from "./configuration.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** What applying did to something of the file that has an id. */
export type Applied = Outcome & { readonly id: string };

/** Makes the store hold the API resource. What the file does not say of it stays. */
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
    const id = wanted.id ?? randomUUID();
    const created = await store.records.add("api resource", { id, name: identifier, document }, now);
    // Unless another process that starts with the same file has made it meanwhile.
    if (!created) return afterRace(wanted, store, clock);
    return { id, kind: "created", values: { after: { identifier, ...document } } };
  }
  const { id, version } = found;
  const fields = changedFields(found.document, document);
  if (fields.length > 0) {
    const outcome = await store.records.replace("api resource", { id, name: identifier, version, document }, now);
    if (outcome !== "replaced") throw new ConfigurationError(`API resource ${identifier} was changed meanwhile`);
  }
  return { id, ...outcomeOf(fields, found.document, document) };
}

async function afterRace(wanted: ApiResourceConfiguration, store: TenantStore, clock: Clock): Promise<Applied> {
  if ((await store.records.findByName("api resource", wanted.identifier)) !== undefined) {
    return applyApiResource(wanted, store, clock);
  }
  throw new ConfigurationError(`API resource ${wanted.identifier} has the id of another one: take its id out`);
}

function toDocument(wanted: ApiResourceConfiguration, before: ApiResourceDocument | undefined): ApiResourceDocument {
  const { identifier, name = identifier, description = before?.description } = wanted;
  return {
    type: wanted.type ?? before?.type ?? "BUSINESS",
    requiresAuthorization: wanted.requiresAuthorization ?? before?.requiresAuthorization ?? true,
    name,
    ...(description !== undefined && { description }),
    scopes: wanted.scopes.map(({ name: scope, ...said }) => ({
      id: randomUUID(),
      displayName: scope,
      ...before?.scopes.find((known) => known.name === scope),
      ...present(said),
      name: scope,
    })),
    authorizationDetailsTypes: wanted.authorizationDetailsTypes.map(({ type, ...said }) => ({
      id: randomUUID(),
      name: type,
      description: "",
      schema: {},
      ...before?.authorizationDetailsTypes.find((known) => known.type === type),
      ...present(said),
      type,
    })),
  };
}

function present<Value extends object>(value: Value): { [Name in keyof Value]?: NonNullable<Value[Name]> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
