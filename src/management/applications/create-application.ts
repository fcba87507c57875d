import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Client } from "../../protocol/model/client.ts";
import { clientIdFault, isPossibleSecret, newClientId, withSecret } from "../../protocol/registration/credentials.ts";
import { newClient } from "../../protocol/registration/new-client.ts";
import { saveClient } from "../../protocol/registration/save-client.ts";
import { type ManagementContext, operation } from "../operation.ts";
import { withAttestation } from "./attestation-mapping.ts";
import { verifyConnections } from "./connections.ts";
import { clientIdTaken, invalidRequest, nameTaken } from "./errors.ts";
import { APPLICATIONS, type ManagedClient, snapshotOf, targetOf } from "./find-application.ts";
import { type ApplicationModel, createdForm, creationForm } from "./forms.ts";
import { merge } from "./merge.ts";
import { fromModel } from "./model-mapping.ts";
import type { OpenIdConnect } from "./oidc-form.ts";
import { openIdConnectForm } from "./oidc-form.ts";
import { fromOpenIdConnect } from "./oidc-mapping.ts";
import { settle } from "./settle.ts";
import { findTemplate } from "./templates.ts";

/** Makes an application; a template's id fills in what the body leaves out. The secret is told here and never again (security bar 6.6). */
export const createApplication = operation({
  id: "createApplication",
  method: "POST",
  path: APPLICATIONS,
  scope: "internal_application_mgt_create",
  summary: "Add application.",
  query: z.object({ template: z.string().optional() }),
  body: creationForm,
  answers: { 201: createdForm },
  async handle({ query, body: sent }, ctx) {
    const body = { ...sent, templateId: sent.templateId ?? templateNamed(query.template) };
    await verifyNameFree(body.name, undefined, ctx);
    await verifyConnections(body.authenticationSequence, ctx);
    const oidc = protocolOf(body);
    const clientId = await chooseClientId(oidc?.clientId, ctx);
    const described = describe(body, oidc, startOf(clientId, body.name), ctx);
    const proposed = oidc?.clientSecret || undefined;
    verifySecret(proposed);
    const { client, secret } = oidc ? withSecret(described, proposed, ctx) : { client: described, secret: undefined };
    await saveClient(client, ctx);
    const created = client as ManagedClient;
    const { id } = created.application;
    return {
      status: 201,
      location: `${APPLICATIONS}/${id}`,
      body: { id, name: client.name, ...(oidc && { clientId }), ...(secret && { clientSecret: secret }) },
      change: { action: "application.create", target: targetOf(created), after: snapshotOf(client) },
    };
  },
});

/** Refuses a name that another application has. Two that are made at the same moment may have one name: nothing hangs on it. */
export async function verifyNameFree(
  name: string,
  own: string | undefined,
  { store }: ManagementContext,
): Promise<void> {
  const others = (await store.clients.list()).filter(({ clientId }) => clientId !== own);
  if (others.some((other) => other.name === name)) throw nameTaken(name);
}

/** Refuses a secret that is proposed and too short to be one. */
export function verifySecret(proposed: string | undefined): void {
  if (proposed !== undefined && !isPossibleSecret(proposed)) {
    throw invalidRequest("clientSecret is not 32 to 255 printable characters without blanks.");
  }
}

function templateNamed(id: string | undefined): string | undefined {
  if (id !== undefined && findTemplate(id) === undefined) throw invalidRequest(`template: ${id} is not known.`);
  return id;
}

type Creation = z.output<typeof creationForm>;

/** The protocol settings that are sent, with those of the template where they say nothing; undefined: it is to speak none. */
function protocolOf({ templateId, inboundProtocolConfiguration }: Creation): OpenIdConnect | undefined {
  const sent = inboundProtocolConfiguration?.oidc;
  const template = findTemplate(templateId);
  if (sent === undefined && template === undefined) return undefined;
  const { data, error } = openIdConnectForm.safeParse(merge(template?.oidc ?? {}, sent));
  if (data === undefined) throw invalidRequest(`inboundProtocolConfiguration.oidc: ${error.issues[0]?.message}`);
  return data;
}

async function chooseClientId(proposed: string | undefined, ctx: ManagementContext): Promise<string> {
  if (!proposed) return newClientId();
  const fault = await clientIdFault(proposed, ctx);
  if (fault === "taken") throw clientIdTaken();
  if (fault === "malformed") throw invalidRequest("clientId is not 15 to 64 letters, digits, - or _.");
  return proposed;
}

/** Unlike one that registers itself it tells claims in its ID tokens, as Asgardeo's do. */
function startOf(clientId: string, name: string): Client {
  const client = newClient(clientId);
  const { minimal: _, ...idToken } = client.idToken;
  return { ...client, name, idToken, application: { id: randomUUID() } };
}

function describe(
  body: Creation,
  oidc: OpenIdConnect | undefined,
  start: Client,
  ctx: Pick<ManagementContext, "tenant" | "sealing">,
): Client {
  const { id: _, inboundProtocolConfiguration: _p, ...sent } = body;
  const model = merge<ApplicationModel>(findTemplate(body.templateId)?.model ?? {}, sent);
  const { written, requestedClaims, application } = fromModel(model, start);
  const protocol = oidc && fromOpenIdConnect(oidc, start);
  const kept = { ...application.kept, ...(protocol && { oidc: protocol.kept }) };
  const client = {
    ...settle(start, { ...protocol?.written, ...written }),
    requestedClaims: requestedClaims ?? [],
    application: { ...application, kept },
  };
  return withAttestation(client, model.advancedConfigurations?.attestationMetaData, undefined, ctx);
}
