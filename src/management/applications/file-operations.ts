import { z } from "zod";
import { toApplication, toClient } from "../../configuration/to-client.ts";
import { isId } from "../../crypto/ids.ts";
import { accountKeySealer } from "../../protocol/client-attestation/service-account.ts";
import { needsSealedSecrets, sealSecret } from "../../protocol/client-secret.ts";
import type { Client } from "../../protocol/model/client.ts";
import { needsSecret, withSecret } from "../../protocol/registration/credentials.ts";
import { saveClient } from "../../protocol/registration/save-client.ts";
import { ManagementError } from "../management-error.ts";
import {
  type Call,
  type ManagementContext,
  type Operation,
  operation,
  type Reply,
  uploadedFile,
} from "../operation.ts";
import type { ApplicationOfFile } from "./application-file.ts";
import { verifyMayControl, verifyMayGrant } from "./authority.ts";
import { verifyConnections } from "./connections.ts";
import { verifyNameFree, verifySecret } from "./create-application.ts";
import { applicationNotFound, clientIdTaken, invalidRequest } from "./errors.ts";
import { APPLICATIONS, getApplication, type ManagedClient, snapshotOf, targetOf } from "./find-application.ts";
import { createdForm } from "./forms.ts";

const ONE = `${APPLICATIONS}/{applicationId}`;
const YAML = "application/yaml";
const JSON_TYPE = "application/json";
/** Whoever may have hashes of secrets may have new secrets as well. */
const SECRETS = "internal_application_mgt_client_secret_create";

const query = z.object({ exportSecrets: z.enum(["true", "false"]).default("false") });
const common = { method: "GET", scope: "internal_application_mgt_view", query } as const;

/** Asgardeo answers XML; here it is YAML, which the configuration file is written in. */
const exportOne = operation({
  ...common,
  id: "exportApplication",
  path: `${ONE}/export`,
  summary: "Export the application as a file, in the words of the configuration file.",
  fileTypes: ["application/octet-stream"],
  answers: { 200: z.string() },
  handle: (call, ctx) => fileOf(call, "yaml", "application/octet-stream", ctx),
});

const exportAsFile = operation({
  ...common,
  id: "exportApplicationAsFile",
  path: `${ONE}/exportFile`,
  summary: "Export the application as a YAML or JSON file, in the words of the configuration file.",
  fileTypes: [JSON_TYPE, YAML],
  answers: { 200: z.string() },
  handle(call, ctx) {
    const { accept = "" } = call;
    if (/\bjson\b/i.test(accept)) return fileOf(call, "json", JSON_TYPE, ctx);
    if (/\bxml\b/i.test(accept) && !/yaml|\*\/\*/i.test(accept)) {
      throw invalidRequest("XML is not supported: accept application/yaml or application/json.");
    }
    return fileOf(call, "yaml", YAML, ctx);
  },
});

/** The secret is the file's, or else a new one that is told here and never again (security bar 6.6). */
const importOne = operation({
  id: "importApplication",
  method: "POST",
  path: `${APPLICATIONS}/import`,
  scope: "internal_application_mgt_create",
  summary: "Create an application from an exported YAML or JSON file.",
  upload: true,
  body: uploadedFile,
  answers: { 201: createdForm, 409: undefined },
  async handle({ body }, ctx) {
    const { readApplicationFile } = await files();
    const file = readApplicationFile(body.file);
    const { clientId, id } = file.application;
    await verifyFree(clientId, id, ctx);
    const described = await describedBy(file, undefined, ctx);
    const { client, secret } = withSecret(described, undefined, ctx);
    const needsNone = file.application.inboundProtocol === "none" || file.application.revoked !== undefined;
    const created = (needsNone ? described : client) as ManagedClient;
    await saveClient(created, ctx);
    const saved = (await ctx.store.clients.find(clientId)) as ManagedClient;
    return {
      status: 201,
      location: `${APPLICATIONS}/${saved.application.id}`,
      body: {
        id: saved.application.id,
        name: saved.name,
        clientId,
        ...(!needsNone && secret !== undefined && { clientSecret: secret }),
      },
      change: { action: "application.create", target: targetOf(saved), after: snapshotOf(saved) },
    };
  },
});

/** The application is the one with the file's client id. Without a secret in the file it keeps its own. */
const importForUpdate = operation({
  id: "importApplicationForUpdate",
  method: "PUT",
  path: `${APPLICATIONS}/import`,
  scope: "internal_application_mgt_update",
  summary: "Put what an exported YAML or JSON file says in the place of what its application was.",
  upload: true,
  body: uploadedFile,
  answers: { 200: undefined, 404: undefined, 409: undefined },
  async handle({ body }, ctx) {
    const { readApplicationFile } = await files();
    const file = readApplicationFile(body.file);
    const { clientId } = file.application;
    const before = (await ctx.store.clients.find(clientId)) as ManagedClient | undefined;
    if (before === undefined) throw applicationNotFound(clientId, ctx.tenant.handle);
    await verifyMayControl(before, ctx);
    const client = await describedBy(file, before, ctx);
    await saveClient(client, ctx);
    const after = { ...client, application: client.application ?? before.application };
    const [was, is] = [snapshotOf(before), snapshotOf(after)];
    return { status: 200, change: { action: "application.update", target: targetOf(after), before: was, after: is } };
  },
});

/** Applications as files (contract §17.1). */
export const fileOperations: readonly Operation[] = [importOne, importForUpdate, exportOne, exportAsFile];

/** The parser of YAML takes memory that a server whose applications are not told as files does not need. */
function files() {
  return import("./application-file.ts");
}

async function fileOf(
  call: Call<unknown, z.output<typeof query>>,
  form: "json" | "yaml",
  mediaType: string,
  ctx: ManagementContext,
): Promise<Reply> {
  const client = await getApplication(call, ctx);
  const withHashes = call.query.exportSecrets === "true";
  if (withHashes) await requireSecretScope(ctx);
  const { writeApplicationFile } = await files();
  const name = `${client.name}.${form}`;
  return { status: 200, body: writeApplicationFile(client, form, withHashes), file: { name, mediaType } };
}

/** Refuses what another application or a user has already (security bar 6.11). */
async function verifyFree(clientId: string, id: string | undefined, { store }: ManagementContext): Promise<void> {
  const { clients, users } = store;
  const user = (await users.findByName(clientId)) ?? (isId(clientId) && (await users.find(clientId)));
  if (user || (await clients.find(clientId)) !== undefined) throw clientIdTaken();
  if (id !== undefined && (await clients.findByApplicationId(id)) !== undefined) {
    throw new ManagementError(409, "APP-60007", "Application already exists.", `Another application has the id ${id}.`);
  }
}

/** The client that the file describes, in the place of the one that was. Refuses what the caller may not give it. */
async function describedBy(
  { application, secret }: ApplicationOfFile,
  before: ManagedClient | undefined,
  ctx: ManagementContext,
): Promise<Client> {
  const { clientId, name = clientId, clientSecret, previousClientSecret, authorizedAPIs } = application;
  await verifyNameFree(name, before?.clientId, ctx);
  const steps = (application.signInSteps ?? []).map(({ options }, index) => ({ id: index + 1, options }));
  await verifyConnections({ steps }, ctx);
  await verifyMayGrant(
    authorizedAPIs.flatMap(({ scopes }) => scopes),
    ctx,
  );
  verifySecret(clientSecret);
  verifySecret(previousClientSecret);
  if (secret !== undefined && before !== undefined) await requireSecretScope(ctx);
  if (secret === "hash") await requireSecretScope(ctx);
  const seal = (text: string) => sealSecret(text, ctx.tenant.id, clientId, ctx.sealing);
  const isSealed = needsSealedSecrets(toClient(application));
  const client = toClient(application, new Map(), isSealed ? seal : undefined);
  const described: Client = {
    ...client,
    application: toApplication(
      { ...application, id: application.id ?? before?.application.id },
      before?.application,
      accountKeySealer(ctx.tenant.id, ctx.sealing),
    ),
    ...(before && { sharing: before.sharing, ...(before.registration && { registration: before.registration }) }),
  };
  if (secret !== undefined || before === undefined) return described;
  return needsSecret(described)
    ? withSecret({ ...described, secrets: before.secrets }, undefined, ctx).client
    : described;
}

async function requireSecretScope(ctx: ManagementContext): Promise<void> {
  if (await ctx.allows(SECRETS)) return;
  throw new ManagementError(403, "APP-60520", "Forbidden", `The caller does not have the scope ${SECRETS}.`);
}
