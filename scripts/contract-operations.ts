import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { operations } from "../src/management/index.ts";
import { operatorOperations } from "../src/management/tenants/index.ts";
import type { ContractOperation } from "../test/management/contract-operation.ts";

/**
 * Writes test/management/contract-operations.ts: of each operation that we serve, what Asgardeo's own descriptions say of it, reduced
 * to facts. `node scripts/contract-operations.ts <folder with the OpenAPI files>`.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder with the OpenAPI files");

// biome-ignore lint/suspicious/noExplicitAny: documents of others, of two versions of OpenAPI
type Document = any;

const facts = new Map<string, ContractOperation>();
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort()) {
  const document: Document = parse(await readFile(join(folder, file), "utf8"), { logLevel: "silent" });
  for (const [path, methods] of Object.entries<Document>(document.paths)) {
    for (const method of ["get", "post", "put", "patch", "delete"].filter((name) => name in methods)) {
      const key = keyOf(method, `${baseOf(document)}${path}`);
      if (!facts.has(key)) facts.set(key, factsOf(methods[method], methods, document));
    }
  }
}

const served = [...operations, ...operatorOperations].flatMap(({ method, path }): [string, ContractOperation][] => {
  const found = facts.get(keyOf(method, path));
  return found === undefined ? [] : [[`${method} ${path}`, found]];
});
const text = `import type { ContractOperation } from "./contract-operation.ts";

/** What Asgardeo's descriptions say of the operations that we serve; made by scripts/contract-operations.ts. */
export const contractOperations: Readonly<Record<string, ContractOperation>> = ${JSON.stringify(Object.fromEntries(served), null, 2)};
`;
await writeFile(new URL("../test/management/contract-operations.ts", import.meta.url), text);
console.log(
  `${served.length} of ${operations.length + operatorOperations.length} operations have facts; now: npx biome check --write test/management`,
);

/** Below the tenant's URL, whatever the host and however the tenant is called. */
function baseOf({ servers, basePath }: Document): string {
  const base: string = basePath ?? servers?.[0]?.url ?? "/scim2";
  return base
    .replace(/^https:\/\/[^/]+/, "")
    .replace(/^\/(t|o)\/\{[^}]+\}(\/o(?=\/))?/, "")
    .replace(/\/$/, "");
}

/** Parameters of paths go by other names here and there, and some paths end in a slash. */
function keyOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, "{}").replace(/\/$/, "")}`;
}

function factsOf(operation: Document, { parameters: shared = [] }: Document, document: Document): ContractOperation {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((one: Document) => resolved(one, document));
  const bodyParameter = parameters.find((one: Document) => one.in === "body");
  const body = bodyParameter?.schema ?? schemaIn(resolved(operation.requestBody, document));
  const fields = parameters
    .filter((one: Document) => one.in === "formData" && one.required)
    .map((one: Document) => one.name);
  const query = parameters.filter((one: Document) => one.in === "query").map((one: Document) => String(one.name));
  const answers = Object.entries<Document>(operation.responses).filter(([status]) => /^[23]/.test(status));
  return {
    query: [...new Set(query)].sort(),
    bodyMembers: [...requiredIn(body, document), ...fields],
    answers: Object.fromEntries(
      answers.map(([status, answer]) => {
        const shown = resolved(answer, document);
        return [status, requiredIn(shown?.schema ?? schemaIn(shown), document)];
      }),
    ),
  };
}

function schemaIn(thing: Document): Document {
  return thing?.content && Object.values<Document>(thing.content)[0]?.schema;
}

function requiredIn(schema: Document, document: Document): string[] {
  const shown = resolved(schema, document);
  const parts: Document[] = shown?.allOf ?? [];
  return [...new Set([...(shown?.required ?? []), ...parts.flatMap((part) => requiredIn(part, document))])].sort();
}

/** What a reference inside the document points at. */
function resolved(thing: Document, document: Document): Document {
  if (typeof thing?.$ref !== "string") return thing;
  const steps = thing.$ref.replace(/^#\//, "").split("/");
  return resolved(
    steps.reduce((at: Document, step: string) => at?.[step], document),
    document,
  );
}
