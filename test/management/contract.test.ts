import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeOperation } from "../../src/management/description/openapi.ts";
import { operations } from "../../src/management/index.ts";
import { operatorOperations } from "../../src/management/tenants/index.ts";
import { contractDifferences } from "./contract-differences.ts";
import { contractOperations } from "./contract-operations.ts";

interface Schema {
  readonly required?: readonly string[];
}

/** Each way in which our description of the operation says something else than the contract. */
function differencesOf(operation: (typeof operations)[number]): string[] {
  const { method, path } = operation;
  const name = `${method} ${path}`;
  const contract = contractOperations[name];
  if (contract === undefined) return [`${name} is our own`];
  const ours = describeOperation(operation, { apiOf: () => "" });
  const query = ours.parameters.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name);
  const schemaOf = (thing: { content?: Readonly<Record<string, { schema: object }>> } | undefined) =>
    (Object.values(thing?.content ?? {})[0]?.schema ?? {}) as Schema;
  const body = schemaOf(ours.requestBody).required ?? [];
  const differences = [
    ...contract.query.filter((one) => !query.includes(one)).map((one) => `does not know ${one}`),
    ...body.filter((one) => !contract.bodyMembers.includes(one)).map((one) => `demands ${one}`),
    ...contract.bodyMembers.filter((one) => !body.includes(one)).map((one) => `does not demand ${one}`),
  ];
  for (const [status, members] of Object.entries(contract.answers)) {
    const answer = ours.responses[status];
    if (answer === undefined) differences.push(`never answers ${status}`);
    const told = schemaOf(answer).required ?? [];
    if (answer !== undefined)
      differences.push(
        ...members.filter((one) => !told.includes(one)).map((one) => `may answer ${status} without ${one}`),
      );
  }
  const own = Object.keys(ours.responses).filter((status) => /^[23]/.test(status) && !(status in contract.answers));
  return [...differences, ...own.map((status) => `answers ${status}`)].map((difference) => `${name} ${difference}`);
}

/** Those of the operator, which no scope opens; of HEAD the contract's table says nothing. */
const operatorsOwn = operatorOperations
  .filter(({ method }) => method !== "HEAD")
  .map((one) => ({ ...one, scope: "" }) as unknown as (typeof operations)[number]);

describe("the description of the management APIs beside Asgardeo's (contract §17)", () => {
  const found = [...operations, ...operatorsOwn].flatMap(differencesOf);

  it("differs in nothing that is not in the list of differences", () => {
    const unknown = found.filter((difference) => !contractDifferences.some(({ of }) => of.test(difference)));
    assert.deepEqual(unknown, []);
  });

  it("differs in everything that is in the list", () => {
    const gone = contractDifferences.filter(({ of }) => !found.some((difference) => of.test(difference)));
    assert.deepEqual(gone, []);
  });
});
