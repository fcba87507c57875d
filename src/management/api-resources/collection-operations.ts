import { z } from "zod";
import { matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { type Api, listApis, selfOf } from "./apis.ts";
import { invalidFilter } from "./errors.ts";
import { scopeForm } from "./forms.ts";

const PATH = "/api/server/v1/meta/api-resource-collections";
const FILTERED = ["name", "displayName", "type", "id"];
/** What a scope lets its holder do, by its last word. */
const READING = /_(view|list)$/;
const VERBS = { create: /_(create|add)$/, update: /_update$/, delete: /_delete$/ };

const item = z.object({
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  identifier: z.string(),
  type: z.string(),
  scopes: z.array(scopeForm),
  self: z.string(),
});
const resources = z.object({
  read: z.array(item),
  write: z.array(item),
  create: z.array(item),
  update: z.array(item),
  delete: z.array(item),
});
const collection = z.object({
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  type: z.string(),
  apiResources: resources.optional(),
});

/** The server's own APIs with their scopes sorted by what they allow, as permissions are picked from (contract §17.2). */
export const collectionOperations: readonly Operation[] = [
  operation({
    id: "getAPIResourceCollections",
    method: "GET",
    path: PATH,
    scope: "internal_api_resource_view",
    summary: "List the collections of API resources",
    query: z.object({
      filter: z.string().optional(),
      attributes: z.enum(["apiResources"]).optional(),
    }),
    answers: {
      200: z.object({
        totalResults: z.number().int(),
        apiResourceCollections: z.array(collection.extend({ self: z.string() })),
      }),
    },
    async handle({ query: { filter, attributes } }, ctx) {
      const all = filtered((await systemApis(ctx)).map(toCollection), filter);
      const place = `${new URL(ctx.tenantUrl).pathname}${PATH}`;
      const apiResourceCollections = all.map(({ api, ...shown }) => ({
        ...shown,
        ...(attributes !== undefined && { apiResources: resourcesOf(api, ctx) }),
        self: `${place}/${shown.id}`,
      }));
      return { status: 200, body: { totalResults: all.length, apiResourceCollections } };
    },
  }),
  operation({
    id: "getAPIResourceCollectionByCollectionId",
    method: "GET",
    path: `${PATH}/{collectionId}`,
    scope: "internal_api_resource_view",
    summary: "Get a collection of API resources",
    answers: { 200: collection, 404: undefined },
    async handle({ parameters: { collectionId } }, ctx) {
      const found = (await systemApis(ctx)).map(toCollection).find(({ id }) => id === collectionId);
      if (found === undefined) {
        const description = `There is no collection with the id ${collectionId}.`;
        throw new ManagementError(404, "API-RESOURCE-60012", "API resource collection not found.", description);
      }
      const { api, ...shown } = found;
      return { status: 200, body: { ...shown, apiResources: resourcesOf(api, ctx) } };
    },
  }),
];

async function systemApis(ctx: ManagementContext): Promise<Api[]> {
  return (await listApis(ctx)).filter(({ type }) => type === "TENANT" || type === "ORGANIZATION");
}

/** Named after its API: `applicationManagement`, and `orgApplicationManagement` for that of organizations. */
function toCollection(api: Api) {
  const words = api.name.replace(/ API$/, "").split(" ");
  const [first = "", ...others] = api.type === "ORGANIZATION" ? ["org", ...words] : words;
  const name = `${first.charAt(0).toLowerCase()}${first.slice(1)}${others.join("")}`;
  return { id: Buffer.from(name).toString("base64url"), name, displayName: api.name, type: api.type, api };
}

function resourcesOf(api: Api, ctx: ManagementContext): z.output<typeof resources> {
  const of = (isWanted: (scope: string) => boolean) => {
    const scopes = api.scopes.filter(({ name }) => isWanted(name));
    if (scopes.length === 0) return [];
    const { id, name, identifier, type } = api;
    return [{ id, name, displayName: name, identifier, type, scopes: [...scopes], self: selfOf(api, ctx) }];
  };
  return {
    read: of((name) => READING.test(name)),
    write: of((name) => !READING.test(name)),
    create: of((name) => VERBS.create.test(name)),
    update: of((name) => VERBS.update.test(name)),
    delete: of((name) => VERBS.delete.test(name)),
  };
}

function filtered(all: readonly ReturnType<typeof toCollection>[], text: string | undefined) {
  if (text === undefined || text === "") return all;
  const filter = parseFilter(text, FILTERED);
  if (filter === undefined) throw invalidFilter(FILTERED);
  return all.filter((each) => matchesFilter(filter, (attribute) => String(each[attribute as "name"])));
}
