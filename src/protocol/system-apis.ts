/** An API and the scopes it knows. */
export interface ScopedApi {
  readonly identifier: string;
  readonly scopes: readonly string[];
}

/** An API of the server's own. */
export interface SystemApi extends ScopedApi {
  readonly name: string;
  /** Where it is served, below the tenant's URL, when it is not at its identifier alone. */
  readonly paths?: readonly string[];
}

const CRUD = ["create", "view", "update", "delete"];

/**
 * The server's own APIs below each tenant's URL, by Asgardeo's paths and scopes (contract §12, §16 to §18). Every tenant has them. A scope
 * is of one API alone.
 */
const TENANT_APIS: readonly SystemApi[] = [
  api(
    "/api/server/v1/applications",
    "Application Management API",
    [
      ...scopes("application_mgt", CRUD),
      ...scopes("application_mgt_client_secret", ["create", "view", "delete"]),
      "internal_application_script_update",
      ...scopes("shared_application", ["create", "view", "delete"]),
    ],
    ["/api/server/v1/oidc/scopes", "/api/identity/oauth2/v1.0/scopes"],
  ),
  api("/api/server/v1/api-resources", "API Resource Management API", scopes("api_resource", CRUD), [
    "/api/server/v1/scopes",
    "/api/server/v1/meta/api-resource-collections",
    "/api/server/v1/authorization-details-types",
  ]),
  api("/api/identity/oauth2/dcr", "Dynamic Client Registration API", scopes("dcr", CRUD)),
  api("/scim2/Users", "SCIM2 Users API", scopes("user_mgt", ["create", "list", "view", "update", "delete"])),
  api("/scim2/Groups", "SCIM2 Groups API", scopes("group_mgt", CRUD)),
  api(
    "/scim2/Roles",
    "SCIM2 Roles API",
    [
      ...scopes("role_mgt", CRUD),
      ...scopes("role_mgt_meta", ["create", "update"]),
      ...scopes("role_mgt", ["permissions_update", "users_update", "groups_update"]),
    ],
    ["/scim2/v2/Roles", "/scim2/v3/Roles"],
  ),
  api("/scim2/Bulk", "SCIM2 Bulk API", scopes("bulk_resource", ["create"])),
  api("/scim2/Agents", "SCIM2 Agents API", scopes("agent_mgt", ["create", "list", "view", "update", "delete"])),
  api("/api/server/v1/identity-providers", "Identity Provider Management API", scopes("idp", CRUD), [
    "/api/server/v1/identity-governance",
    "/api/server/v1/trusted-token-issuers",
  ]),
  api("/api/server/v1/authenticators", "Authenticators Management API", [
    ...scopes("authenticator", ["view"]),
    ...scopes("custom_authenticator", ["create", "update", "delete"]),
  ]),
  api("/api/server/v1/claim-dialects", "Claim Management API", scopes("claim_meta", CRUD)),
  api(
    "/api/server/v1/branding-preference",
    "Branding Preference Management API",
    scopes("branding_preference", ["update"]),
  ),
  api("/api/server/v1/governance", "Governance API", scopes("governance", ["view", "update"])),
  api("/api/server/v1/configs", "Server Configuration API", scopes("config", ["view", "update"]), [
    "/api/server/v1/validation-rules",
  ]),
  api(
    "/api/server/v1/notification-senders",
    "Notification Sender API",
    scopes("config_mgt", ["add", "view", "update", "delete"]),
    ["/api/server/v2/notification-senders", "/api/server/v1/organization-configs"],
  ),
  api("/api/server/v1/cors", "CORS API", scopes("cors_origins", ["view", "update"])),
  api("/api/server/v1/email", "Email Template API", scopes("email_mgt", CRUD), ["/api/server/v2/email"]),
  api("/api/server/v1/notification", "Notification Template API", scopes("template_mgt", CRUD)),
  api("/api/server/v1/organizations", "Organization Management API", [
    ...scopes("organization", CRUD),
    "internal_organization_admin",
  ]),
  api(
    "/api/server/v1/async-operations",
    "Asynchronous Operation Status API",
    scopes("async_operation_status", ["view"]),
  ),
  api("/api/server/v1/guests", "Guest Invitation API", scopes("guest_mgt_invite", ["add", "list", "delete"])),
  api(
    "/api/server/v1/users",
    "User Sharing API",
    ["internal_user_share", "internal_user_unshare", ...scopes("user_shared_access", ["view", "update"])],
    ["/api/server/v2/users"],
  ),
  api("/api/server/v1/actions", "Action Management API", scopes("action_mgt", CRUD)),
  api("/api/server/v1/webhooks", "Webhook Management API", [
    ...scopes("webhook", CRUD),
    ...scopes("webhook_meta", ["view", "update"]),
  ]),
  api("/api/server/v1/flow", "Flow Management API", scopes("flow_mgt", ["view", "update"])),
  api("/api/server/v1/audit-logs", "Audit Log API", scopes("audit_log", ["view"])),
  api("/api/identity/consent-mgt/v2.0", "Consent Management API", [
    ...scopes("consent_mgt_purpose", CRUD),
    ...scopes("consent_mgt_element", ["create", "view", "delete"]),
    ...scopes("consent_mgt_consent", ["create", "view", "update"]),
  ]),
  api("/api/users/v1", "User Session Management API", [
    ...scopes("session", ["view", "delete"]),
    ...scopes("user_association", ["create", "view", "delete"]),
    "internal_user_fed_association_bulk",
    "internal_user_password_update",
  ]),
  api("/api/users/v2", "User Credential Management API", scopes("user_credential_mgt", ["create", "view", "delete"])),
];

/**
 * The scope of the APIs by which users manage their own account (contract §7.6, §19). Whatever it opens is the user's already, so it needs
 * no role; an API that takes it takes it from users alone.
 */
export const SELF_SERVICE_SCOPE = "internal_login";

/**
 * The same a second time for the organizations inside a tenant, whose scopes have other names so that neither kind opens the other (contract
 * §16).
 */
export const SYSTEM_APIS: readonly SystemApi[] = [...TENANT_APIS, ...TENANT_APIS.map(forOrganizations)];

/** All scopes of the server's own APIs that roles and authorized applications can have. */
export const SYSTEM_SCOPES: ReadonlySet<string> = new Set(SYSTEM_APIS.flatMap((each) => each.scopes));

/** Whether it is one of the scopes of the server's own APIs as they are called in organizations (contract §16). */
export function isOfOrganizations(scope: string): boolean {
  return scope.startsWith("internal_org_") && SYSTEM_SCOPES.has(scope);
}

/** The name in organizations of a scope of the server's own APIs; of any other its own. */
export function nameInOrganizations(scope: string): string {
  return scope === SELF_SERVICE_SCOPE ? scope : scope.replace(/^internal_(?!org_)/, "internal_org_");
}

/** The system API that the path, below the tenant's URL, is of. */
export function systemApiAt(path: string): SystemApi | undefined {
  const isBelow = (place: string) => path === place || path.startsWith(`${place}/`);
  return SYSTEM_APIS.find(({ identifier, paths = [] }) => [identifier, ...paths].some(isBelow));
}

function forOrganizations({ identifier, name, scopes: own, paths }: SystemApi): SystemApi {
  return {
    identifier: `/o${identifier}`,
    name,
    scopes: own.map(nameInOrganizations),
    ...(paths && { paths: paths.map((path) => `/o${path}`) }),
  };
}

function api(identifier: string, name: string, own: readonly string[], paths?: readonly string[]): SystemApi {
  return { identifier, name, scopes: own, ...(paths && { paths }) };
}

function scopes(area: string, verbs: readonly string[]): string[] {
  return verbs.map((verb) => `internal_${area}_${verb}`);
}
