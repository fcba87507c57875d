import { z } from "zod";
import { isSecretOf, withSecret } from "../../protocol/registration/credentials.ts";
import { newClient } from "../../protocol/registration/new-client.ts";
import { saveClient } from "../../protocol/registration/save-client.ts";
import { type Operation, operation } from "../operation.ts";
import { verifyMayControl } from "./authority.ts";
import { verifySecret } from "./create-application.ts";
import { invalidRequest } from "./errors.ts";
import {
  APPLICATIONS,
  getApplication,
  getOidcApplication,
  OIDC,
  selfOf,
  snapshotOf,
  targetOf,
} from "./find-application.ts";
import { openIdConnectForm } from "./oidc-form.ts";
import { fromOpenIdConnect, isRevoked, speaksOpenIdConnect, toOpenIdConnect } from "./oidc-mapping.ts";
import { settle } from "./settle.ts";

const listProtocols = operation({
  id: "getInboundAuthenticationConfigurations",
  method: "GET",
  path: `${APPLICATIONS}/{applicationId}/inbound-protocols/`,
  scope: "internal_application_mgt_view",
  summary: "Retrieve inbound protocol configurations.",
  answers: { 200: z.array(z.object({ type: z.string(), name: z.string(), self: z.string() })) },
  async handle(call, ctx) {
    const client = await getApplication(call, ctx);
    const self = `${selfOf(client, ctx)}/inbound-protocols/oidc`;
    return { status: 200, body: speaksOpenIdConnect(client) ? [{ type: "oauth2", name: "oauth2", self }] : [] };
  },
});

const getProtocol = operation({
  id: "getInboundOAuthConfiguration",
  method: "GET",
  path: OIDC,
  scope: "internal_application_mgt_view",
  summary: "Retrieve OIDC authentication protocol parameters.",
  answers: { 200: openIdConnectForm },
  handle: async (call, ctx) => ({ status: 200, body: toOpenIdConnect(await getOidcApplication(call, ctx)) }),
});

/**
 * Puts these settings in the place of all that were. The client id stays; so does the secret, unless another one is sent or there was
 * none: one that is made here is told here and never again (security bar 6.6).
 */
const putProtocol = operation({
  id: "updateInboundOAuthConfiguration",
  method: "PUT",
  path: OIDC,
  scope: "internal_application_mgt_update",
  summary: "Update OIDC authentication protocol parameters.",
  body: openIdConnectForm,
  answers: { 200: openIdConnectForm, 201: openIdConnectForm },
  async handle(call, ctx) {
    const before = await getApplication(call, ctx);
    await verifyMayControl(before, ctx);
    const { clientId, clientSecret } = call.body;
    if (clientId && clientId !== before.clientId) throw invalidRequest("clientId cannot be changed.");
    const proposed = clientSecret && !isSecretOf(clientSecret, before) ? clientSecret : undefined;
    verifySecret(proposed);
    const { written, kept } = fromOpenIdConnect(call.body, before);
    const application = { ...before.application, kept: { ...before.application.kept, oidc: kept } };
    const described = { ...settle(before, written), application };
    // A revoked client has no secret until one is made for it.
    const { client, secret } = isRevoked(before)
      ? { client: described, secret: undefined }
      : withSecret(described, proposed, ctx);
    await saveClient(client, ctx);
    const isNew = !speaksOpenIdConnect(before);
    return {
      status: isNew ? 201 : 200,
      ...(isNew && { location: `${APPLICATIONS}/${application.id}/inbound-protocols/oidc` }),
      body: { ...toOpenIdConnect(client), ...(secret && { clientSecret: secret }) },
      change: {
        action: "application.protocol.update",
        target: targetOf({ ...client, application }),
        before: snapshotOf(before),
        after: snapshotOf(client),
      },
    };
  },
});

/** The client may do nothing any more, and what it was given ends; the application stays. */
const deleteProtocol = operation({
  id: "deleteInboundOAuthConfiguration",
  method: "DELETE",
  path: OIDC,
  scope: "internal_application_mgt_delete",
  summary: "Delete OIDC authentication protocol parameters.",
  answers: { 204: undefined },
  async handle(call, ctx) {
    const before = await getOidcApplication(call, ctx);
    const { name, enabled, requestedClaims, subjectClaim, skipConsent, skipLogoutConsent, logoUri } = before;
    const { authorizedApis, authorizationDetailsTypes, sharing, apiBasedAuthentication } = before;
    const { revoked: _, ...application } = before.application;
    const client = {
      ...newClient(before.clientId),
      ...{ name, enabled, requestedClaims, subjectClaim, skipConsent, skipLogoutConsent, logoUri },
      ...{ authorizedApis, authorizationDetailsTypes, sharing, apiBasedAuthentication },
      application: { ...application, kept: { ...application.kept, oidc: undefined } },
    };
    await saveClient(client, ctx);
    await ctx.store.clients.revokeTokens(client.clientId, ctx.now);
    return {
      status: 204,
      change: {
        action: "application.protocol.delete",
        target: targetOf(before),
        before: snapshotOf(before),
        after: snapshotOf(client),
      },
    };
  },
});

/** What can be done with an application's OpenID Connect settings. */
export const oidcOperations: readonly Operation[] = [listProtocols, getProtocol, putProtocol, deleteProtocol];
