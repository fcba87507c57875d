import type { Operation } from "../operation.ts";
import { type DescribedServer, describeOperation } from "./openapi.ts";

/** The operations as a page lists them, by API. */
export function describedApis(operations: readonly Operation[], server: DescribedServer) {
  const byApi = Map.groupBy(operations, server.apiOf);
  return [...byApi].map(([name, ofApi]) => ({ name, operations: ofApi.map((operation) => listed(operation, server)) }));
}

function listed(operation: Operation, server: DescribedServer) {
  const { id, method, path, summary, scope, otherScope, open } = operation;
  const { parameters, requestBody, responses } = describeOperation(operation, server);
  return {
    id,
    method,
    path,
    summary,
    scopes: open ? [] : [scope, otherScope].filter((name) => name !== undefined),
    parameters,
    body: requestBody && schemaIn(requestBody),
    answers: Object.entries(responses).map(([status, answer]) => ({
      status,
      description: answer.description,
      // That of a refusal is the same everywhere.
      body: Number(status) < 400 ? schemaIn(answer) : undefined,
    })),
  };
}

function schemaIn({ content }: { content?: Readonly<Record<string, { schema: object }>> }): object | undefined {
  return content && Object.values(content)[0]?.schema;
}
