import { z } from "zod";
import type { ClientSecret } from "../../protocol/model/client.ts";
import { needsSecret } from "../../protocol/registration/credentials.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { verifyMayControl } from "./authority.ts";
import { invalidRequest } from "./errors.ts";
import { getOidcApplication, type ManagedClient, OIDC, snapshotOf, targetOf } from "./find-application.ts";
import { openIdConnectForm } from "./oidc-form.ts";
import { isRevoked, toOpenIdConnect } from "./oidc-mapping.ts";
import { activeSecrets, describeSecret, makeSecret, secretId } from "./secrets.ts";

/** Security bar 6.6: the present one, and the one that it is to replace. */
const MOST_SECRETS = 2;

const secretForm = z.object({
  secretId: z.string(),
  secretValue: z.string().optional(),
  expiresAt: z.number().int(),
  createdAt: z.number().int().optional(),
  status: z.enum(["ACTIVE", "EXPIRED"]),
  latest: z.boolean(),
});

/** All that the client was given ends with its old secrets. One without a secret is switched on again, and told none. */
const regenerateSecret = operation({
  id: "regenerateOAuthClientSecret",
  method: "POST",
  path: `${OIDC}/regenerate-secret`,
  scope: "internal_application_mgt_client_secret_create",
  summary: "Regenerate the OAuth2/OIDC client secret.",
  answers: { 200: openIdConnectForm },
  async handle(call, ctx) {
    const before = await getOidcApplication(call, ctx);
    await verifyMayControl(before, ctx);
    const { revoked, ...application } = before.application;
    const made = needsSecret(before) ? makeSecret(before, undefined, ctx) : undefined;
    const client = {
      ...before,
      enabled: isRevoked(before) ? (revoked?.enabled ?? true) : before.enabled,
      secrets: made ? [made.stored] : [],
      application,
    };
    await ctx.store.clients.save(client);
    await ctx.store.clients.revokeTokens(client.clientId, ctx.now);
    return {
      status: 200,
      body: { ...toOpenIdConnect(client), ...(made && { clientSecret: made.value }) },
      change: changed("application.secret.regenerate", before, client),
    };
  },
});

/** Until a new secret is made the client can do nothing, and all that it was given ends. */
const revokeClient = operation({
  id: "revokeOAuthClient",
  method: "POST",
  path: `${OIDC}/revoke`,
  scope: "internal_application_mgt_create",
  summary: "Revoke the OAuth2/OIDC client of application.",
  answers: { 200: undefined },
  async handle(call, ctx) {
    const before = await getOidcApplication(call, ctx);
    const revoked = isRevoked(before) ? before.application.revoked : { enabled: before.enabled };
    const client = { ...before, enabled: false, secrets: [], application: { ...before.application, revoked } };
    await ctx.store.clients.save(client);
    await ctx.store.clients.revokeTokens(client.clientId, ctx.now);
    return { status: 200, change: changed("application.revoke", before, client) };
  },
});

const createSecret = operation({
  id: "createOAuthClientSecret",
  method: "POST",
  path: `${OIDC}/secrets`,
  scope: "internal_application_mgt_client_secret_create",
  summary: "Create a new OAuth2/OIDC client secret.",
  body: z.strictObject({ expiresAt: z.number().int().min(0).optional() }).optional(),
  answers: { 201: secretForm },
  async handle(call, ctx) {
    const before = await getOidcApplication(call, ctx);
    await verifyMayControl(before, ctx);
    if (!needsSecret(before) || isRevoked(before)) {
      throw invalidRequest("The application has no secret: it is public, has a key, or is revoked.");
    }
    // Zero: for ever.
    const expiresAt = call.body?.expiresAt || undefined;
    if (expiresAt !== undefined && expiresAt <= ctx.now) throw invalidRequest("expiresAt is not in the future.");
    const active = activeSecrets(before, ctx.now);
    if (active.length >= MOST_SECRETS) {
      throw new ManagementError(409, "APP-60008", "Operation forbidden.", "The application has two secrets already.");
    }
    const { value, stored } = makeSecret(before, expiresAt, ctx);
    const client = { ...before, secrets: [stored, ...active] };
    await ctx.store.clients.save(client);
    const body = describeSecret(stored, client, ctx);
    return {
      status: 201,
      location: `${OIDC.replace("{applicationId}", before.application.id)}/secrets/${body.secretId}`,
      body: { ...body, secretValue: value },
      change: { action: "application.secret.create", target: targetOf(client), after: body },
    };
  },
});

const listSecrets = operation({
  id: "getOAuthClientSecrets",
  method: "GET",
  path: `${OIDC}/secrets`,
  scope: "internal_application_mgt_client_secret_view",
  summary: "List client secrets of the application.",
  answers: { 200: z.object({ count: z.number().int(), list: z.array(secretForm) }) },
  async handle(call, ctx) {
    const client = await getOidcApplication(call, ctx);
    const list = client.secrets.map((secret) => describeSecret(secret, client, ctx));
    return { status: 200, body: { count: list.length, list } };
  },
});

const getSecret = operation({
  id: "getOAuthClientSecret",
  method: "GET",
  path: `${OIDC}/secrets/{secretId}`,
  scope: "internal_application_mgt_client_secret_view",
  summary: "Get a specific client secret's metadata.",
  answers: { 200: secretForm },
  async handle(call, ctx) {
    const client = await getOidcApplication(call, ctx);
    return { status: 200, body: describeSecret(findSecret(client, call.parameters.secretId, ctx), client, ctx) };
  },
});

const deleteSecret = operation({
  id: "deleteOAuthClientSecret",
  method: "DELETE",
  path: `${OIDC}/secrets/{secretId}`,
  scope: "internal_application_mgt_client_secret_delete",
  summary: "Delete a specific OAuth2/OIDC client secret.",
  answers: { 204: undefined },
  async handle(call, ctx) {
    const before = await getOidcApplication(call, ctx);
    const secret = findSecret(before, call.parameters.secretId, ctx);
    const described = describeSecret(secret, before, ctx);
    if (described.latest) {
      throw new ManagementError(409, "APP-60008", "Operation forbidden.", "The latest secret cannot be deleted.");
    }
    const client = { ...before, secrets: before.secrets.filter(({ hash }) => hash !== secret.hash) };
    await ctx.store.clients.save(client);
    const target = targetOf(client);
    return { status: 204, change: { action: "application.secret.delete", target, before: described } };
  },
});

/** What can be done with an application's secrets. */
export const secretOperations: readonly Operation[] = [
  regenerateSecret,
  createSecret,
  listSecrets,
  getSecret,
  deleteSecret,
  revokeClient,
];

function findSecret(client: ManagedClient, id: string | undefined, ctx: ManagementContext): ClientSecret {
  const found = client.secrets.find((secret) => secretId(secret, client, ctx) === id);
  if (found === undefined) {
    throw new ManagementError(
      404,
      "APP-60520",
      "Secret not found.",
      `The application has no secret with the id ${id}.`,
    );
  }
  return found;
}

function changed(action: string, before: ManagedClient, after: ManagedClient) {
  return { action, target: targetOf(after), before: snapshotOf(before), after: snapshotOf(after) };
}
