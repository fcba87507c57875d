import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { CATEGORIES, type Connector } from "./connectors.ts";
import { preferenceAnswer, preferenceQuery } from "./forms.ts";
import { changedValues } from "./values.ts";

/** What an application may know of the rules to show its users what they can do (contract §17.10). */
export const preferenceOperations: readonly Operation[] = [
  operation({
    id: "getPreferenceByPost",
    method: "POST",
    path: "/api/server/v1/identity-governance/preferences",
    scope: SELF_SERVICE_SCOPE,
    summary: "Retrieve values of connectors by their names",
    body: preferenceQuery,
    answers: { 200: preferenceAnswer },
    async handle({ body }, ctx) {
      const values = await changedValues(ctx);
      const answers = body.map(({ "connector-name": name, properties: wanted }) => {
        const { properties } = connectorCalled(name);
        const unknown = wanted?.find((one) => !properties.some((property) => property.name === one));
        if (unknown !== undefined) throw invalid(`${name} has no ${unknown}.`);
        const told = properties.filter((property) => wanted === undefined || wanted.includes(property.name));
        return {
          "connector-name": name,
          properties: told.map(({ name: property, value }) => ({ name: property, value: values[property] ?? value })),
        };
      });
      return { status: 200, body: answers };
    },
  }),
];

function connectorCalled(name: string): Connector {
  const found = CATEGORIES.flatMap(({ connectors }) => connectors).find((connector) => connector.name === name);
  if (found === undefined) throw invalid(`There is no connector ${name}.`);
  return found;
}

function invalid(description: string): ManagementError {
  return new ManagementError(400, "IDG-50011", "Invalid request.", description);
}
