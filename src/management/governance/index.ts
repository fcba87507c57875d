import { z } from "zod";
import { ManagementError } from "../management-error.ts";
import { type Change, type ManagementContext, type Operation, operation } from "../operation.ts";
import { CATEGORIES, type Category, type Connector } from "./connectors.ts";
import {
  categoriesAnswer,
  categoryAnswer,
  connectorAnswer,
  connectorPatch,
  connectorsPatch,
  listQuery,
  revertForm,
} from "./forms.ts";
import { preferenceOperations } from "./preferences.ts";
import { changedValues, changeValues, type Values } from "./values.ts";

const PATH = "/api/server/v1/identity-governance";
const VIEW = "internal_idp_view";
const UPDATE = "internal_idp_update";

const listCategories = {
  method: "GET",
  scope: VIEW,
  summary: "List the categories of connectors",
  query: listQuery,
  answers: { 200: categoriesAnswer, 501: undefined },
  async handle({ query }: { query: z.output<typeof listQuery> }, { tenantUrl }: ManagementContext) {
    const [unsupported] = Object.keys(query);
    if (unsupported !== undefined) {
      throw new ManagementError(501, "IDG-50005", "Not supported.", `The list knows no ${unsupported}.`);
    }
    const self = (path: string) => `${new URL(tenantUrl).pathname}${PATH}/${path}`;
    const body = CATEGORIES.map(({ name, connectors }) => ({
      id: idOf(name),
      name,
      self: self(idOf(name)),
      connectors: connectors.map((one) => ({
        id: idOf(one.name),
        self: self(`${idOf(name)}/connectors/${idOf(one.name)}`),
      })),
    }));
    return { status: 200, body };
  },
} as const;

/** Rules for passwords, locks, recovery and registration, as names with values (contract §17.10). */
export const governanceOperations: readonly Operation[] = [
  ...preferenceOperations,
  operation({ ...listCategories, id: "getCategories", path: `${PATH}/` }),
  operation({ ...listCategories, id: "getCategoriesWithoutSlash", path: PATH }),
  operation({
    id: "getConnectorCategory",
    method: "GET",
    path: `${PATH}/{categoryId}`,
    scope: VIEW,
    summary: "Retrieve a category with its connectors",
    answers: { 200: categoryAnswer, 404: undefined },
    async handle({ parameters }, ctx) {
      const category = categoryOf(parameters);
      const values = await changedValues(ctx);
      const connectors = category.connectors.map((connector) => answerOf(connector, category, values));
      return { status: 200, body: { name: category.name, connectors } };
    },
  }),
  operation({
    id: "getConnectorsOfCategory",
    method: "GET",
    path: `${PATH}/{categoryId}/connectors`,
    scope: VIEW,
    summary: "List the connectors of a category",
    answers: { 200: z.array(connectorAnswer), 404: undefined },
    async handle({ parameters }, ctx) {
      const category = categoryOf(parameters);
      const values = await changedValues(ctx);
      return { status: 200, body: category.connectors.map((connector) => answerOf(connector, category, values)) };
    },
  }),
  operation({
    id: "patchConnectorsOfCategory",
    method: "PATCH",
    path: `${PATH}/{categoryId}/connectors`,
    scope: UPDATE,
    summary: "Change values of several connectors",
    body: connectorsPatch,
    answers: { 200: undefined, 404: undefined },
    async handle({ parameters, body }, ctx) {
      const category = categoryOf(parameters);
      const changes = body.connectors.map(({ id, properties }) => ({
        connector: connectorOf(category, id),
        values: Object.fromEntries(properties.map(({ name, value }) => [name, value])),
      }));
      const before = await changedValues(ctx);
      await changeValues(changes, ctx);
      return { status: 200, change: changeOf(category.name, before, changes) };
    },
  }),
  operation({
    id: "getConnector",
    method: "GET",
    path: `${PATH}/{categoryId}/connectors/{connectorId}`,
    scope: VIEW,
    summary: "Retrieve a connector",
    answers: { 200: connectorAnswer, 404: undefined },
    async handle({ parameters }, ctx) {
      const category = categoryOf(parameters);
      const connector = connectorOf(category, parameters.connectorId);
      return { status: 200, body: answerOf(connector, category, await changedValues(ctx)) };
    },
  }),
  operation({
    id: "patchConnector",
    method: "PATCH",
    path: `${PATH}/{categoryId}/connectors/{connectorId}`,
    scope: UPDATE,
    summary: "Change values of a connector",
    body: connectorPatch,
    answers: { 200: undefined, 404: undefined },
    async handle({ parameters, body }, ctx) {
      const connector = connectorOf(categoryOf(parameters), parameters.connectorId);
      const values = Object.fromEntries(body.properties.map(({ name, value }) => [name, value]));
      const before = await changedValues(ctx);
      await changeValues([{ connector, values }], ctx);
      return { status: 200, change: changeOf(connector.name, before, [{ values }]) };
    },
  }),
  operation({
    id: "revertConnectorProperties",
    method: "POST",
    path: `${PATH}/{categoryId}/connectors/revert`,
    scope: UPDATE,
    summary: "Put back the values that a connector began with",
    query: z.object({ connectorId: z.string() }),
    body: revertForm,
    answers: { 200: undefined, 404: undefined },
    async handle({ parameters, query, body }, ctx) {
      const connector = connectorOf(categoryOf(parameters), query.connectorId);
      const values = Object.fromEntries(body.properties.map((name) => [name, undefined]));
      const before = await changedValues(ctx);
      await changeValues([{ connector, values }], ctx);
      return { status: 200, change: changeOf(connector.name, before, [{ values }]) };
    },
  }),
];

function idOf(name: string): string {
  return Buffer.from(name).toString("base64url");
}

function categoryOf({ categoryId = "" }: Readonly<Record<string, string>>): Category {
  const category = CATEGORIES.find(({ name }) => idOf(name) === categoryId);
  if (category !== undefined) return category;
  throw new ManagementError(404, "IDG-50008", "Resource not found.", `There is no category ${categoryId}.`);
}

function connectorOf({ connectors }: Category, id = ""): Connector {
  const connector = connectors.find(({ name }) => idOf(name) === id);
  if (connector !== undefined) return connector;
  throw new ManagementError(404, "IDG-50009", "Resource not found.", `There is no connector ${id} in the category.`);
}

function answerOf(connector: Connector, category: Category, values: Values): z.output<typeof connectorAnswer> {
  return {
    id: idOf(connector.name),
    name: connector.name,
    category: category.name,
    friendlyName: connector.friendlyName,
    order: category.connectors.indexOf(connector),
    subCategory: "DEFAULT",
    properties: connector.properties.map(({ name, displayName, type, value }) => ({
      name,
      value: values[name] ?? value,
      displayName,
      description: "",
      meta: { type, regex: "", groupID: 0 },
    })),
  };
}

/** What the values were that were changed, and what they are now; those that it began with are null. */
function changeOf(
  id: string,
  before: Values,
  changes: readonly { values: Readonly<Record<string, string | undefined>> }[],
): Change {
  const after = Object.fromEntries(
    changes.flatMap(({ values }) => Object.entries(values).map(([name, value]) => [name, value ?? null])),
  );
  const were = Object.fromEntries(Object.keys(after).map((name) => [name, before[name] ?? null]));
  return { action: "governance.update", target: { kind: "governance", id }, before: were, after };
}
