import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { applicationManagement } from "../../src/management/applications/index.ts";
import { basic, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import type { TestServer } from "../server.ts";
import { type ApiClient, adminApplication } from "./api-client.ts";

export const APPLICATIONS = "/api/server/v1/applications";
export const SINGLE_PAGE = "6a90e4b0-fbff-42d7-bfde-1efd98f07cd7";

/** All that the application management API asks for. */
export const APPLICATION_SCOPES = [...new Set(applicationManagement.map(({ scope }) => scope))];

/** The standard organizations, each with an application that may manage it. */
export const withAdministrator = organizations.map((organization) => ({
  ...organization,
  applications: [...organization.applications, adminApplication],
}));

/** An application with the name, as the contract's smallest example has it. */
export const singlePage = (name: string) => ({
  name,
  templateId: SINGLE_PAGE,
  inboundProtocolConfiguration: {
    oidc: {
      grantTypes: ["authorization_code", "refresh_token"],
      callbackURLs: [CALLBACK],
      allowedOrigins: ["https://app.example"],
      publicClient: true,
      pkce: { mandatory: true, supportPlainTransformAlgorithm: false },
    },
  },
  authenticationSequence: {
    type: "DEFAULT",
    steps: [{ id: 1, options: [{ idp: "LOCAL", authenticator: "basic" }] }],
  },
  advancedConfigurations: { skipLoginConsent: true, discoverableByEndUsers: false },
});

/** Makes an application. */
export async function createApplication(
  api: ApiClient,
  body: object,
): Promise<{ id: string; clientId: string; clientSecret?: string }> {
  const { status, body: created } = await api.call("POST", APPLICATIONS, body);
  assert.equal(status, 201, JSON.stringify(created));
  return created;
}

/** The id of the application that has the client id. */
export async function applicationId(api: ApiClient, clientId: string): Promise<string> {
  const { body } = await api.call("GET", `${APPLICATIONS}?filter=clientId eq ${clientId}`);
  return body.applications[0].id;
}

/** The protocol settings of a plain single-page application. */
export const PLAIN = {
  grantTypes: ["authorization_code", "refresh_token"],
  callbackURLs: [CALLBACK],
  publicClient: true,
};

/** Makes an application with these protocol settings, and answers the path of them. */
export async function createWithProtocol(
  api: ApiClient,
  oidc: object,
): Promise<{ at: string; clientId: string; clientSecret: string }> {
  const body = { name: `Application ${randomUUID()}`, inboundProtocolConfiguration: { oidc } };
  const { id, clientId, clientSecret = "" } = await createApplication(api, body);
  return { at: `${APPLICATIONS}/${id}/inbound-protocols/oidc`, clientId, clientSecret };
}

/** What the token endpoint answers to a client that shows the secret. */
export async function statusWith(server: TestServer, clientId: string, secret: string): Promise<number> {
  const form = { grant_type: "client_credentials" };
  return (await new TestClient(server, clientId).token(form, basic(clientId, secret))).status;
}
