import { z } from "zod";
import type { Operation } from "../operation.ts";

/** What of the world is in the description. */
export interface DescribedServer {
  readonly title: string;
  readonly version: string;
  /** Where the operations' paths begin. */
  readonly url: string;
  readonly tokenUrl: string;
  /** The name of the API that the operation is of. */
  readonly apiOf: (operation: Operation) => string;
}

/** What any operation may answer beside its own answers (contract §16). */
const REFUSALS = {
  400: "What was sent is not in order.",
  401: "There is no valid access token, or its user has signed in too long ago or by too little.",
  403: "The access token has not the scope.",
} as const;

const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  description: z.string(),
  traceId: z.string(),
});

/** The description of the operations (OpenAPI 3.1), from the very forms that they check requests with. */
export function describeOperations(operations: readonly Operation[], server: DescribedServer): object {
  const paths = Map.groupBy(operations, ({ path }) => path);
  const scopes = operations.flatMap(({ scope, otherScope }) =>
    otherScope === undefined ? [scope] : [scope, otherScope],
  );
  return {
    openapi: "3.1.0",
    info: { title: server.title, version: server.version },
    servers: [{ url: server.url }],
    tags: [...new Set(operations.map(server.apiOf))].map((name) => ({ name })),
    paths: Object.fromEntries(
      [...paths].map(([path, ofPath]) => [
        path,
        Object.fromEntries(
          ofPath.map((operation) => [operation.method.toLowerCase(), describeOperation(operation, server)]),
        ),
      ]),
    ),
    components: {
      schemas: { Error: schemaOf(errorBody, "output") },
      securitySchemes: {
        oauth2: {
          type: "oauth2",
          flows: {
            clientCredentials: {
              tokenUrl: server.tokenUrl,
              scopes: Object.fromEntries([...new Set(scopes)].sort().map((scope) => [scope, ""])),
            },
          },
        },
      },
    },
  };
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: object;
}

interface Answer {
  readonly description: string;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema: object }>>;

/** The operation object of OpenAPI. */
export function describeOperation(operation: Operation, { apiOf }: Pick<DescribedServer, "apiOf">): DescribedOperation {
  const { id, summary, body, query, answers, scope, otherScope, open, fileTypes = [] } = operation;
  const refusals = Object.entries(REFUSALS).filter(([status]) => status === "400" || !open);
  return {
    operationId: id,
    summary,
    tags: [apiOf(operation)],
    parameters: [...pathParametersOf(operation), ...queryParametersOf(query)],
    ...(body && { requestBody: { required: true, content: contentOf(body, operation) } }),
    responses: {
      ...Object.fromEntries(refusals.map(([status, description]) => [status, { description, content: ERROR }])),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, form]) => [status, answerOf(Number(status), form, fileTypes)]),
      ),
    },
    security: open ? [] : [scope, otherScope].flatMap((name) => (name === undefined ? [] : [{ oauth2: [name] }])),
  };
}

function pathParametersOf({ path }: Operation): Parameter[] {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

function queryParametersOf(query: Operation["query"]): Parameter[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(query, "input") as ObjectSchema;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function answerOf(status: number, form: z.ZodType | undefined, fileTypes: readonly string[]): Answer {
  const description = status < 400 ? "Done." : "Refused.";
  if (form === undefined) return status < 400 ? { description } : { description, content: ERROR };
  if (fileTypes.length === 0) return { description, content: jsonOf(schemaOf(form, "output")) };
  return { description, content: Object.fromEntries(fileTypes.map((type) => [type, { schema: { type: "string" } }])) };
}

const ERROR = jsonOf({ $ref: "#/components/schemas/Error" });

/** The media types of a body. */
function contentOf(body: z.ZodType, { upload, form }: Pick<Operation, "upload" | "form">): Content {
  if (upload) return UPLOAD;
  const schema = schemaOf(body, "input");
  return { ...jsonOf(schema), ...(form && { "application/x-www-form-urlencoded": { schema } }) };
}

const UPLOAD: Content = {
  "multipart/form-data": {
    schema: {
      type: "object",
      properties: { file: { type: "string", format: "binary" } },
      required: ["file"],
    },
  },
};

function jsonOf(schema: object): Content {
  return { "application/json": { schema } };
}

/** What JSON Schema cannot say, such as a check of ours, is left out of the description. */
function schemaOf(form: z.ZodType, io: "input" | "output"): object {
  const { $schema: _, ...schema } = z.toJSONSchema(form, { io, unrepresentable: "any" });
  return schema;
}
