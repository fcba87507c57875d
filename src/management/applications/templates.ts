import type { ApplicationModel } from "./forms.ts";
import type { OpenIdConnect } from "./oidc-form.ts";

/** What a new application starts with (contract §15). */
export interface ApplicationTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly types: readonly string[];
  readonly group: string;
  readonly model: ApplicationModel;
  readonly oidc: OpenIdConnect;
}

const CODE = ["authorization_code", "refresh_token"];
const OWN_ROLES: ApplicationModel = { associatedRoles: { allowedAudience: "APPLICATION" } };
const SIGN_IN: ApplicationModel = {
  ...OWN_ROLES,
  advancedConfigurations: { skipLoginConsent: true, skipLogoutConsent: true },
  authenticationSequence: {
    type: "DEFAULT",
    steps: [{ id: 1, options: [{ idp: "LOCAL", authenticator: "basic" }] }],
  },
};
const ASKS_USER_NAME: ApplicationModel = {
  ...SIGN_IN,
  claimConfiguration: { requestedClaims: [{ claim: { uri: "http://wso2.org/claims/username" }, mandatory: false }] },
};
const JWT = { type: "JWT", userAccessTokenExpiryInSeconds: 3600, applicationAccessTokenExpiryInSeconds: 3600 };
const PUBLIC: OpenIdConnect = {
  grantTypes: CODE,
  publicClient: true,
  pkce: { mandatory: true, supportPlainTransformAlgorithm: false },
  refreshToken: { expiryInSeconds: 86_400, renewRefreshToken: true },
};

/** The templates that an application can be made by, as Asgardeo's console has them. */
export const TEMPLATES: readonly ApplicationTemplate[] = [
  {
    id: "6a90e4b0-fbff-42d7-bfde-1efd98f07cd7",
    name: "Single-page application",
    description: "A web application that runs in the browser and keeps no secret.",
    types: ["react", "angular", "vue"],
    group: "web-application",
    model: ASKS_USER_NAME,
    oidc: {
      ...PUBLIC,
      accessToken: { ...JWT, bindingType: "sso-session", revokeTokensWhenIDPSessionTerminated: true },
    },
  },
  {
    id: "b9c5e11e-fc78-484b-9bec-015d247561b8",
    name: "Web application",
    description: "A web application on a server, which keeps a secret.",
    types: ["express", "java", "dotnet"],
    group: "web-application",
    model: ASKS_USER_NAME,
    oidc: {
      grantTypes: ["authorization_code"],
      publicClient: false,
      accessToken: { ...JWT, bindingType: "cookie", revokeTokensWhenIDPSessionTerminated: true },
      refreshToken: { expiryInSeconds: 86_400 },
    },
  },
  {
    id: "mobile-application",
    name: "Mobile application",
    description: "An application on a phone or a desktop, which keeps no secret.",
    types: ["android", "ios", "flutter"],
    group: "mobile-application",
    model: SIGN_IN,
    oidc: { ...PUBLIC, accessToken: { ...JWT, bindingType: "None" } },
  },
  {
    id: "m2m-application",
    name: "M2M application",
    description: "A program that acts for itself.",
    types: [],
    group: "m2m-application",
    model: OWN_ROLES,
    oidc: { grantTypes: ["client_credentials"], publicClient: false },
  },
  {
    id: "mcp-client-application",
    name: "MCP client application",
    description: "An AI agent's client of Model Context Protocol servers.",
    types: [],
    group: "mcp-client-application",
    model: SIGN_IN,
    oidc: { grantTypes: [...CODE, "client_credentials"], publicClient: false },
  },
];

/** The template with the id; undefined for every other id, which is kept and means nothing. */
export function findTemplate(id: string | undefined): ApplicationTemplate | undefined {
  return TEMPLATES.find((template) => template.id === id);
}
