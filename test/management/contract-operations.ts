import type { ContractOperation } from "./contract-operation.ts";

/** What Asgardeo's descriptions say of the operations that we serve; made by scripts/contract-operations.ts. */
export const contractOperations: Readonly<Record<string, ContractOperation>> = {
  "GET /api/server/v1/applications": {
    query: ["attributes", "excludeSystemPortals", "filter", "limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/applications": {
    query: ["template"],
    bodyMembers: ["name"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["name"],
    },
  },
  "PATCH /api/server/v1/applications/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/applications/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/applications/import": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "PUT /api/server/v1/applications/import": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/export": {
    query: ["exportSecrets"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/exportFile": {
    query: ["exportSecrets"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/inbound-protocols/": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/inbound-protocols/oidc": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["grantTypes"],
    },
  },
  "PUT /api/server/v1/applications/{applicationId}/inbound-protocols/oidc": {
    query: [],
    bodyMembers: ["grantTypes"],
    answers: {
      "200": [],
      "201": [],
    },
  },
  "DELETE /api/server/v1/applications/{applicationId}/inbound-protocols/oidc": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/applications/{applicationId}/inbound-protocols/oidc/regenerate-secret": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["grantTypes"],
    },
  },
  "POST /api/server/v1/applications/{applicationId}/inbound-protocols/oidc/secrets": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": ["expiresAt", "latest", "secretId", "status"],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/inbound-protocols/oidc/secrets": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/inbound-protocols/oidc/secrets/{secretId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["expiresAt", "latest", "secretId", "status"],
    },
  },
  "DELETE /api/server/v1/applications/{applicationId}/inbound-protocols/oidc/secrets/{secretId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/applications/{applicationId}/inbound-protocols/oidc/revoke": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/authenticators": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/applications/{applicationId}/authenticationSequence/script": {
    query: [],
    bodyMembers: ["script"],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/authorized-apis": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/applications/{applicationId}/authorized-apis": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "PATCH /api/server/v1/applications/{applicationId}/authorized-apis/{apiId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/applications/{applicationId}/authorized-apis/{apiId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/applications/meta/inbound-protocols": {
    query: ["customOnly"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/meta/inbound-protocols/oidc": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/templates": {
    query: ["filter", "limit", "offset"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/templates/{templateId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["application", "name"],
    },
  },
  "POST /api/server/v1/api-resources": {
    query: [],
    bodyMembers: ["identifier", "name"],
    answers: {
      "200": ["id", "identifier", "name", "self"],
    },
  },
  "GET /api/server/v1/api-resources": {
    query: ["after", "attributes", "before", "filter", "limit"],
    bodyMembers: [],
    answers: {
      "200": ["links"],
    },
  },
  "GET /api/server/v1/api-resources/{apiResourceId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["id", "identifier", "name", "self"],
    },
  },
  "PATCH /api/server/v1/api-resources/{apiResourceId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/server/v1/api-resources/{apiResourceId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/api-resources/{apiResourceId}/scopes": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/api-resources/{apiResourceId}/scopes": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "PATCH /api/server/v1/api-resources/{apiResourceId}/scopes/{scopeName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/server/v1/api-resources/{apiResourceId}/scopes/{scopeName}": {
    query: [],
    bodyMembers: [],
    answers: {},
  },
  "PATCH /api/server/v1/api-resources/{apiResourceId}/scopes/id/{scopeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/server/v1/api-resources/{apiResourceId}/scopes/id/{scopeId}": {
    query: [],
    bodyMembers: [],
    answers: {},
  },
  "GET /api/server/v1/scopes": {
    query: ["filter"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/api-resources/{apiResourceId}/authorization-details-types": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/api-resources/{apiResourceId}/authorization-details-types": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/api-resources/{apiResourceId}/authorization-details-types/{authorizationDetailsTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["description", "id", "name", "schema", "type"],
    },
  },
  "PATCH /api/server/v1/api-resources/{apiResourceId}/authorization-details-types/{authorizationDetailsTypeId}": {
    query: [],
    bodyMembers: ["description", "name", "schema", "type"],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/server/v1/api-resources/{apiResourceId}/authorization-details-types/{authorizationDetailsTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/authorization-details-types": {
    query: ["filter"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/meta/api-resource-collections": {
    query: ["attributes", "filter"],
    bodyMembers: [],
    answers: {
      "200": ["apiResourceCollections", "totalResults"],
    },
  },
  "GET /api/server/v1/meta/api-resource-collections/{collectionId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["displayName", "id", "name"],
    },
  },
  "GET /api/server/v1/oidc/scopes": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/oidc/scopes": {
    query: [],
    bodyMembers: ["claims", "displayName", "name"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/oidc/scopes/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["claims", "displayName", "name"],
    },
  },
  "PUT /api/server/v1/oidc/scopes/{id}": {
    query: [],
    bodyMembers: ["claims", "displayName"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/oidc/scopes/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/identity/oauth2/v1.0/scopes": {
    query: [],
    bodyMembers: ["displayName", "name"],
    answers: {
      "201": ["displayName", "name"],
    },
  },
  "GET /api/identity/oauth2/v1.0/scopes": {
    query: ["count", "includeOIDCScopes", "requestedScopes", "startIndex"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/identity/oauth2/v1.0/scopes/name/{name}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["displayName", "name"],
    },
  },
  "PUT /api/identity/oauth2/v1.0/scopes/name/{name}": {
    query: [],
    bodyMembers: ["displayName"],
    answers: {
      "200": ["displayName", "name"],
    },
  },
  "DELETE /api/identity/oauth2/v1.0/scopes/name/{name}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /scim2/Roles": {
    query: ["count", "filter", "sortBy", "sortOder", "startIndex"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /scim2/Roles": {
    query: [],
    bodyMembers: ["displayName", "schemas"],
    answers: {
      "201": [],
    },
  },
  "POST /scim2/Roles/.search": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/Roles/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /scim2/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /scim2/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /scim2/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /scim2/v2/Roles": {
    query: ["attributes", "count", "excludedAttributes", "filter", "sortBy", "sortOder", "startIndex"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /scim2/v2/Roles": {
    query: [],
    bodyMembers: ["displayName", "schemas"],
    answers: {
      "201": [],
    },
  },
  "POST /scim2/v2/Roles/.search": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/v2/Roles/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /scim2/v2/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /scim2/v2/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /scim2/v2/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /scim2/v3/Roles": {
    query: ["attributes", "count", "excludedAttributes", "filter", "sortBy", "sortOder", "startIndex"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /scim2/v3/Roles": {
    query: [],
    bodyMembers: ["displayName", "schemas"],
    answers: {
      "201": [],
    },
  },
  "POST /scim2/v3/Roles/.search": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/v3/Roles/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /scim2/v3/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /scim2/v3/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /scim2/v3/Roles/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "PUT /scim2/v3/Roles/{id}/Users": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /scim2/v3/Roles/{id}/Users": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /scim2/v3/Roles/{id}/Groups": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /scim2/v3/Roles/{id}/Groups": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/claim-dialects/local/claims": {
    query: [],
    bodyMembers: ["attributeMapping", "claimURI", "displayName"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/claim-dialects/local/claims": {
    query: [
      "attributes",
      "exclude-hidden-claims",
      "exclude-identity-claims",
      "filter",
      "limit",
      "offset",
      "profile",
      "sort",
    ],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/claim-dialects/local/claims/{claimId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/claim-dialects/local/claims/{claimId}": {
    query: [],
    bodyMembers: ["attributeMapping", "claimURI", "displayName"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/claim-dialects/local/claims/{claimId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/claim-dialects": {
    query: [],
    bodyMembers: ["dialectURI"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/claim-dialects": {
    query: ["filter", "limit", "offset", "sort"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/claim-dialects/{dialectId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/claim-dialects/{dialectId}": {
    query: [],
    bodyMembers: ["dialectURI"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/claim-dialects/{dialectId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/claim-dialects/{dialectId}/claims": {
    query: [],
    bodyMembers: ["claimURI", "mappedLocalClaimURI"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/claim-dialects/{dialectId}/claims": {
    query: ["filter", "limit", "offset", "sort"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/claim-dialects/{dialectId}/claims/{claimId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/claim-dialects/{dialectId}/claims/{claimId}": {
    query: [],
    bodyMembers: ["claimURI", "mappedLocalClaimURI"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/claim-dialects/{dialectId}/claims/{claimId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/claim-dialects/{dialectId}/export": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/claim-dialects/import": {
    query: [],
    bodyMembers: ["file"],
    answers: {
      "201": [],
    },
  },
  "PUT /api/server/v1/claim-dialects/import": {
    query: ["preserveClaims"],
    bodyMembers: ["file"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/branding-preference": {
    query: ["locale", "name", "type"],
    bodyMembers: [],
    answers: {
      "200": ["preference", "type"],
    },
  },
  "POST /api/server/v1/branding-preference": {
    query: [],
    bodyMembers: ["preference", "type"],
    answers: {
      "201": ["preference", "type"],
    },
  },
  "PUT /api/server/v1/branding-preference": {
    query: [],
    bodyMembers: ["preference", "type"],
    answers: {
      "200": ["preference", "type"],
    },
  },
  "DELETE /api/server/v1/branding-preference": {
    query: ["locale", "name", "type"],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/branding-preference/resolve": {
    query: ["locale", "name", "restrictToPublished", "type"],
    bodyMembers: [],
    answers: {
      "200": ["preference", "type"],
    },
  },
  "GET /api/server/v1/branding-preference/text": {
    query: ["locale", "name", "screen", "type"],
    bodyMembers: [],
    answers: {
      "200": ["preference", "screen", "type"],
    },
  },
  "POST /api/server/v1/branding-preference/text": {
    query: [],
    bodyMembers: ["preference", "screen", "type"],
    answers: {
      "201": ["preference", "screen", "type"],
    },
  },
  "PUT /api/server/v1/branding-preference/text": {
    query: [],
    bodyMembers: ["preference", "screen", "type"],
    answers: {
      "200": ["preference", "screen", "type"],
    },
  },
  "DELETE /api/server/v1/branding-preference/text": {
    query: ["locale", "name", "screen", "type"],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/branding-preference/text/resolve": {
    query: ["locale", "name", "screen", "type"],
    bodyMembers: [],
    answers: {
      "200": ["preference", "screen", "type"],
    },
  },
  "POST /api/server/v1/identity-governance/preferences": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-governance/": {
    query: ["filter", "limit", "offset", "sort"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-governance": {
    query: ["filter", "limit", "offset", "sort"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-governance/{categoryId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-governance/{categoryId}/connectors": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/server/v1/identity-governance/{categoryId}/connectors": {
    query: [],
    bodyMembers: ["connectors", "operation"],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-governance/{categoryId}/connectors/{connectorId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/server/v1/identity-governance/{categoryId}/connectors/{connectorId}": {
    query: [],
    bodyMembers: ["operation", "properties"],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/identity-governance/{categoryId}/connectors/revert": {
    query: ["connectorId"],
    bodyMembers: ["properties"],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/cors/origins": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/cors/origins/{originId}/applications": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/validation-rules": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/validation-rules": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/validation-rules/revert": {
    query: [],
    bodyMembers: ["fields"],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/validation-rules/validators": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/validation-rules/{field}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["field"],
    },
  },
  "PUT /api/server/v1/validation-rules/{field}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["field"],
    },
  },
  "GET /api/server/v1/configs": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/configs/home-realm-identifiers": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/configs/provisioning/inbound/scim": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/configs/provisioning/inbound/scim": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/configs/dcr": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/server/v1/configs/dcr": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/configs/authentication/inbound/oauth2": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/server/v1/configs/authentication/inbound/oauth2": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/configs/authentication/inbound/oauth2": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/identity-providers": {
    query: ["filter", "limit", "offset", "requiredAttributes"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/identity-providers": {
    query: [],
    bodyMembers: ["name"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/server/v1/identity-providers/{identityProviderId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/identity-providers/{identityProviderId}": {
    query: ["force"],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/identity-providers/meta/federated-authenticators": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/meta/federated-authenticators/{federatedAuthenticatorId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/templates": {
    query: ["filter", "limit", "offset"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/templates/{templateId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["idp", "name"],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/federated-authenticators": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/identity-providers/{identityProviderId}/federated-authenticators": {
    query: [],
    bodyMembers: ["defaultAuthenticatorId"],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/federated-authenticators/{federatedAuthenticatorId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["authenticatorId"],
    },
  },
  "PUT /api/server/v1/identity-providers/{identityProviderId}/federated-authenticators/{federatedAuthenticatorId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["authenticatorId"],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/claims": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/identity-providers/{identityProviderId}/claims": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/roles": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/identity-providers/{identityProviderId}/roles": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/groups": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/identity-providers/{identityProviderId}/groups": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/implicit-association": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/identity-providers/{identityProviderId}/implicit-association": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/provisioning/jit": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["isEnabled"],
    },
  },
  "PUT /api/server/v1/identity-providers/{identityProviderId}/provisioning/jit": {
    query: [],
    bodyMembers: ["isEnabled"],
    answers: {
      "200": ["isEnabled"],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/provisioning": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/identity-providers/{identityProviderId}/connected-apps": {
    query: ["filter", "limit", "offset"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/trusted-token-issuers": {
    query: ["filter", "limit", "offset", "requiredAttributes", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/trusted-token-issuers": {
    query: [],
    bodyMembers: ["certificate", "issuer", "name"],
    answers: {
      "201": [],
    },
  },
  "GET /api/server/v1/trusted-token-issuers/{trustedTokenIssuerId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/server/v1/trusted-token-issuers/{trustedTokenIssuerId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/trusted-token-issuers/{trustedTokenIssuerId}": {
    query: ["force"],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/authenticators": {
    query: ["filter", "limit", "offset"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/authenticators/meta/tags": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/authenticators/{authenticatorId}/connected-apps": {
    query: ["limit", "offset"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/notification/email/template-types": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification/email/template-types": {
    query: [],
    bodyMembers: ["displayName"],
    answers: {
      "201": ["displayName", "id", "self"],
    },
  },
  "GET /api/server/v1/notification/email/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["displayName", "id", "self"],
    },
  },
  "DELETE /api/server/v1/notification/email/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification/email/template-types/{templateTypeId}/org-templates": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification/email/template-types/{templateTypeId}/org-templates": {
    query: [],
    bodyMembers: ["body", "contentType", "locale", "subject"],
    answers: {
      "201": ["locale", "self"],
    },
  },
  "GET /api/server/v1/notification/email/template-types/{templateTypeId}/org-templates/{locale}": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": ["body", "contentType", "locale", "subject"],
    },
  },
  "PUT /api/server/v1/notification/email/template-types/{templateTypeId}/org-templates/{locale}": {
    query: [],
    bodyMembers: ["body", "contentType", "subject"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/notification/email/template-types/{templateTypeId}/org-templates/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification/email/template-types/{templateTypeId}/app-templates/{applicationId}": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification/email/template-types/{templateTypeId}/app-templates/{applicationId}": {
    query: [],
    bodyMembers: ["body", "contentType", "locale", "subject"],
    answers: {
      "201": ["locale", "self"],
    },
  },
  "GET /api/server/v1/notification/email/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": ["body", "contentType", "locale", "subject"],
    },
  },
  "PUT /api/server/v1/notification/email/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: [],
    bodyMembers: ["body", "contentType", "subject"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/notification/email/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification/email/template-types/{templateTypeId}/system-templates": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/notification/email/template-types/{templateTypeId}/system-templates/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["body", "contentType", "locale", "subject"],
    },
  },
  "GET /api/server/v1/notification/sms/template-types": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification/sms/template-types": {
    query: [],
    bodyMembers: ["displayName"],
    answers: {
      "201": ["displayName", "id", "self"],
    },
  },
  "GET /api/server/v1/notification/sms/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["displayName", "id", "self"],
    },
  },
  "DELETE /api/server/v1/notification/sms/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification/sms/template-types/{templateTypeId}/org-templates": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification/sms/template-types/{templateTypeId}/org-templates": {
    query: [],
    bodyMembers: ["body", "locale"],
    answers: {
      "201": ["locale", "self"],
    },
  },
  "GET /api/server/v1/notification/sms/template-types/{templateTypeId}/org-templates/{locale}": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": ["body", "locale"],
    },
  },
  "PUT /api/server/v1/notification/sms/template-types/{templateTypeId}/org-templates/{locale}": {
    query: [],
    bodyMembers: ["body"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/notification/sms/template-types/{templateTypeId}/org-templates/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification/sms/template-types/{templateTypeId}/app-templates/{applicationId}": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification/sms/template-types/{templateTypeId}/app-templates/{applicationId}": {
    query: [],
    bodyMembers: ["body", "locale"],
    answers: {
      "201": ["locale", "self"],
    },
  },
  "GET /api/server/v1/notification/sms/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: ["resolve"],
    bodyMembers: [],
    answers: {
      "200": ["body", "locale"],
    },
  },
  "PUT /api/server/v1/notification/sms/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: [],
    bodyMembers: ["body"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/notification/sms/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification/sms/template-types/{templateTypeId}/system-templates": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/notification/sms/template-types/{templateTypeId}/system-templates/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["body", "locale"],
    },
  },
  "POST /api/server/v1/notification/reset-template-type": {
    query: [],
    bodyMembers: ["channel", "templateTypeId"],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v2/email/template-types": {
    query: ["limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v2/email/template-types": {
    query: [],
    bodyMembers: ["displayName"],
    answers: {
      "201": ["displayName", "self"],
    },
  },
  "GET /api/server/v2/email/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["displayName", "id", "self"],
    },
  },
  "DELETE /api/server/v2/email/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v2/email/template-types/{templateTypeId}/org-templates": {
    query: ["limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v2/email/template-types/{templateTypeId}/org-templates": {
    query: [],
    bodyMembers: ["body", "contentType", "locale", "subject"],
    answers: {
      "201": ["locale", "self"],
    },
  },
  "GET /api/server/v2/email/template-types/{templateTypeId}/org-templates/{locale}": {
    query: ["limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": ["body", "contentType", "locale", "subject"],
    },
  },
  "PUT /api/server/v2/email/template-types/{templateTypeId}/org-templates/{locale}": {
    query: [],
    bodyMembers: ["body", "contentType", "locale", "subject"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v2/email/template-types/{templateTypeId}/org-templates/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v2/email/template-types/{templateTypeId}/app-templates/{applicationId}": {
    query: ["limit", "offset", "resolve", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v2/email/template-types/{templateTypeId}/app-templates/{applicationId}": {
    query: [],
    bodyMembers: ["body", "contentType", "locale", "subject"],
    answers: {
      "201": ["locale", "self"],
    },
  },
  "GET /api/server/v2/email/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: ["limit", "offset", "resolve", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": ["body", "contentType", "locale", "subject"],
    },
  },
  "PUT /api/server/v2/email/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: [],
    bodyMembers: ["body", "contentType", "locale", "subject"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v2/email/template-types/{templateTypeId}/app-templates/{applicationId}/{locale}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/email/template-types": {
    query: ["limit", "offset", "requiredAttributes", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/email/template-types": {
    query: [],
    bodyMembers: ["displayName", "templates"],
    answers: {
      "201": ["displayName", "id", "self"],
    },
  },
  "GET /api/server/v1/email/template-types/{templateTypeId}": {
    query: ["limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": ["displayName", "id", "templates"],
    },
  },
  "PUT /api/server/v1/email/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/email/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/email/template-types/{templateTypeId}": {
    query: [],
    bodyMembers: ["body", "contentType", "id", "subject"],
    answers: {
      "201": ["id", "self"],
    },
  },
  "GET /api/server/v1/email/template-types/{templateTypeId}/templates": {
    query: ["limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/email/template-types/{templateTypeId}/templates/{templateId}": {
    query: ["limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": ["body", "contentType", "id", "subject"],
    },
  },
  "PUT /api/server/v1/email/template-types/{templateTypeId}/templates/{templateId}": {
    query: [],
    bodyMembers: ["body", "contentType", "id", "subject"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/email/template-types/{templateTypeId}/templates/{templateId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification-senders/email": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification-senders/email": {
    query: [],
    bodyMembers: ["fromAddress"],
    answers: {
      "201": ["fromAddress", "name"],
    },
  },
  "GET /api/server/v1/notification-senders/email/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["fromAddress", "name"],
    },
  },
  "PUT /api/server/v1/notification-senders/email/{senderName}": {
    query: [],
    bodyMembers: ["fromAddress"],
    answers: {
      "200": ["fromAddress", "name"],
    },
  },
  "DELETE /api/server/v1/notification-senders/email/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/notification-senders/sms": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/notification-senders/sms": {
    query: [],
    bodyMembers: ["contentType", "provider"],
    answers: {
      "201": ["contentType", "name", "provider", "providerURL"],
    },
  },
  "GET /api/server/v1/notification-senders/sms/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["contentType", "name", "provider", "providerURL"],
    },
  },
  "PUT /api/server/v1/notification-senders/sms/{senderName}": {
    query: [],
    bodyMembers: ["contentType", "provider"],
    answers: {
      "200": ["contentType", "name", "provider", "providerURL"],
    },
  },
  "DELETE /api/server/v1/notification-senders/sms/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v2/notification-senders/email": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v2/notification-senders/email": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": ["fromAddress", "name"],
    },
  },
  "GET /api/server/v2/notification-senders/email/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["fromAddress", "name"],
    },
  },
  "PUT /api/server/v2/notification-senders/email/{senderName}": {
    query: [],
    bodyMembers: ["fromAddress"],
    answers: {
      "200": ["fromAddress", "name"],
    },
  },
  "DELETE /api/server/v2/notification-senders/email/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v2/notification-senders/sms": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v2/notification-senders/sms": {
    query: [],
    bodyMembers: ["contentType", "provider"],
    answers: {
      "201": ["contentType", "name", "provider", "providerURL"],
    },
  },
  "GET /api/server/v2/notification-senders/sms/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["contentType", "name", "provider", "providerURL"],
    },
  },
  "PUT /api/server/v2/notification-senders/sms/{senderName}": {
    query: [],
    bodyMembers: ["contentType", "provider"],
    answers: {
      "200": ["contentType", "name", "provider", "providerURL"],
    },
  },
  "DELETE /api/server/v2/notification-senders/sms/{senderName}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/organizations": {
    query: ["after", "before", "filter", "limit", "recursive"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/organizations/meta-attributes": {
    query: ["after", "before", "filter", "limit", "recursive"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/organizations/check-name": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/organizations/check-handle": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/organizations": {
    query: [],
    bodyMembers: ["name"],
    answers: {
      "201": ["created", "id", "lastModified", "name", "orgHandle", "status", "type", "version"],
    },
  },
  "GET /api/server/v1/organizations/self": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["created", "id", "lastModified", "name", "orgHandle", "status", "type", "version"],
    },
  },
  "PATCH /api/server/v1/organizations/self": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["created", "id", "lastModified", "name", "orgHandle", "status", "type", "version"],
    },
  },
  "GET /api/server/v1/organizations/metadata": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["created", "id", "lastModified", "name", "orgHandle", "status", "type", "version"],
    },
  },
  "GET /api/server/v1/organizations/{organizationId}": {
    query: ["includePermissions"],
    bodyMembers: [],
    answers: {
      "200": ["created", "id", "lastModified", "name", "orgHandle", "status", "type", "version"],
    },
  },
  "PATCH /api/server/v1/organizations/{organizationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["created", "id", "lastModified", "name", "orgHandle", "status", "type", "version"],
    },
  },
  "PUT /api/server/v1/organizations/{organizationId}": {
    query: [],
    bodyMembers: ["name", "status"],
    answers: {
      "200": ["created", "id", "lastModified", "name", "orgHandle", "status", "type", "version"],
    },
  },
  "DELETE /api/server/v1/organizations/{organizationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/organizations/discovery": {
    query: [],
    bodyMembers: ["attributes", "organizationId"],
    answers: {
      "201": ["attributes"],
    },
  },
  "GET /api/server/v1/organizations/discovery": {
    query: ["filter", "limit", "offset"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/organizations/check-discovery": {
    query: [],
    bodyMembers: ["type", "value"],
    answers: {
      "200": ["available"],
    },
  },
  "GET /api/server/v1/organizations/{organizationId}/discovery": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["attributes"],
    },
  },
  "PUT /api/server/v1/organizations/{organizationId}/discovery": {
    query: [],
    bodyMembers: ["attributes"],
    answers: {
      "200": ["attributes"],
    },
  },
  "DELETE /api/server/v1/organizations/{organizationId}/discovery": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/organization-configs/discovery": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["properties"],
    },
  },
  "POST /api/server/v1/organization-configs/discovery": {
    query: [],
    bodyMembers: ["properties"],
    answers: {
      "201": ["properties"],
    },
  },
  "PUT /api/server/v1/organization-configs/discovery": {
    query: [],
    bodyMembers: ["properties"],
    answers: {
      "200": ["properties"],
    },
  },
  "DELETE /api/server/v1/organization-configs/discovery": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/me/organizations": {
    query: ["after", "authorizedAppName", "before", "filter", "limit", "recursive"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v1/me/organizations/root": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["id", "name", "orgHandle"],
    },
  },
  "GET /api/users/v1/me/organizations/root/descendants": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/applications/share": {
    query: [],
    bodyMembers: ["applicationId", "organizations"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/applications/share-with-all": {
    query: [],
    bodyMembers: ["applicationId", "policy", "roleSharing"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/applications/unshare": {
    query: [],
    bodyMembers: ["applicationId", "orgIds"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/applications/unshare-with-all": {
    query: [],
    bodyMembers: ["applicationId"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/applications/{applicationId}/share": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/share": {
    query: ["after", "attributes", "before", "excludedAttributes", "filter", "limit", "recursive"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/applications/{applicationId}/shared-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/applications/{applicationId}/shared-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/server/v1/applications/{applicationId}/share/{sharedOrganizationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/organizations/{organizationId}/applications/{applicationId}/share": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/organizations/{organizationId}/applications/{applicationId}/share": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/organizations/{organizationId}/applications/{applicationId}/shared-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/organizations/{organizationId}/applications/{applicationId}/shared-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/server/v1/organizations/{organizationId}/applications/{applicationId}/fragment-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/server/v1/organizations/{organizationId}/applications/{applicationId}/share/{sharedOrganizationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/server/v1/users/share": {
    query: [],
    bodyMembers: ["organizations", "userCriteria"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/users/share-with-all": {
    query: [],
    bodyMembers: ["policy", "userCriteria"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/users/unshare": {
    query: [],
    bodyMembers: ["organizations", "userCriteria"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/users/unshare-with-all": {
    query: [],
    bodyMembers: ["userCriteria"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v2/users/share": {
    query: [],
    bodyMembers: ["organizations", "userCriteria"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v2/users/share-with-all": {
    query: [],
    bodyMembers: ["policy", "userCriteria"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v2/users/unshare": {
    query: [],
    bodyMembers: ["orgIds", "userCriteria"],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v2/users/unshare-with-all": {
    query: [],
    bodyMembers: ["userCriteria"],
    answers: {
      "202": [],
    },
  },
  "PATCH /api/server/v2/users/share": {
    query: [],
    bodyMembers: ["Operations", "userCriteria"],
    answers: {
      "202": [],
    },
  },
  "GET /api/server/v2/users/{userId}/share": {
    query: ["after", "attributes", "before", "filter", "limit", "recursive"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/users/{userId}/shared-organizations": {
    query: ["after", "before", "filter", "limit", "recursive"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/users/{userId}/shared-roles": {
    query: ["after", "before", "filter", "limit", "orgId", "recursive"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/async-operations": {
    query: ["after", "before", "filter", "limit"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/async-operations/{operationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [
        "correlationId",
        "createdTime",
        "initiatedOrgId",
        "initiatedUserId",
        "operationId",
        "operationType",
        "status",
        "subjectId",
        "subjectType",
      ],
    },
  },
  "GET /api/server/v1/async-operations/{operationId}/unit-operations": {
    query: ["after", "before", "filter", "limit"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/async-operations/{operationId}/unit-operations/{unitOperationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [
        "createdTime",
        "operationId",
        "residentResourceId",
        "status",
        "statusMessage",
        "targetOrgId",
        "targetOrgName",
        "unitOperationId",
      ],
    },
  },
  "POST /api/server/v1/guests/invite": {
    query: [],
    bodyMembers: ["usernames"],
    answers: {
      "201": [],
    },
  },
  "POST /api/server/v1/guests/invitation/introspect": {
    query: [],
    bodyMembers: ["confirmationCode"],
    answers: {
      "200": ["confirmationCode", "initiatedOrganization", "status", "userOrganization", "username"],
    },
  },
  "POST /api/server/v1/guests/invitation/accept": {
    query: [],
    bodyMembers: ["confirmationCode"],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/guests/invitations": {
    query: ["filter", "limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/guests/invitations/{invitationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /scim2/Users": {
    query: ["attributes", "count", "domain", "excludedAttributes", "filter", "sortBy", "sortOder", "startIndex"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /scim2/Users": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: ["password", "username"],
    answers: {
      "201": ["meta"],
    },
  },
  "POST /scim2/Users/.search": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/Users/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": ["meta"],
    },
  },
  "PUT /scim2/Users/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: ["username"],
    answers: {
      "200": ["meta"],
    },
  },
  "PATCH /scim2/Users/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": ["meta"],
    },
  },
  "DELETE /scim2/Users/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /scim2/Groups": {
    query: ["attributes", "count", "domain", "excludedAttributes", "filter", "sortBy", "sortOder", "startIndex"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /scim2/Groups": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: ["displayName", "schemas"],
    answers: {
      "201": [],
    },
  },
  "POST /scim2/Groups/.search": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/Groups/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /scim2/Groups/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /scim2/Groups/{id}": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /scim2/Groups/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /scim2/Me": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": ["meta"],
    },
  },
  "PUT /scim2/Me": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: ["username"],
    answers: {
      "200": ["meta"],
    },
  },
  "PATCH /scim2/Me": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: [],
    answers: {
      "200": ["meta"],
    },
  },
  "POST /scim2/Me": {
    query: ["attributes", "excludedAttributes"],
    bodyMembers: ["password", "username"],
    answers: {
      "201": ["meta"],
    },
  },
  "DELETE /scim2/Me": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /scim2/Bulk": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "GET /scim2/Schemas": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/Schemas/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/ResourceTypes": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /scim2/ServiceProviderConfig": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v1/sessions": {
    query: ["filter", "limit", "since", "until"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v1/me/sessions": {
    query: ["filter", "limit", "offset", "sort"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/me/sessions": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/users/v1/me/sessions/{sessionId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/{userId}/sessions": {
    query: ["filter", "limit", "offset", "sort"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/{userId}/sessions": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/{userId}/sessions/{sessionId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/{userId}/sessions/{sessionId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v2/me/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v2/me/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v2/me/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["approvedScopes", "clientId", "id", "name"],
    },
  },
  "DELETE /api/users/v2/me/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v2/{userId}/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v2/{userId}/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v2/{userId}/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["approvedScopes", "clientId", "id", "name"],
    },
  },
  "DELETE /api/users/v2/{userId}/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/me/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/me/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/me/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["appId", "clientId"],
    },
  },
  "DELETE /api/users/v1/me/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/{userId}/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/{userId}/authorized-apps": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/{userId}/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["appId", "clientId"],
    },
  },
  "DELETE /api/users/v1/{userId}/authorized-apps/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/users/v2/authorized-apps/{applicationId}/tokens": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/me/applications": {
    query: ["attributes", "filter", "limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v1/me/applications/{applicationId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v1/me/change-password": {
    query: [],
    bodyMembers: ["currentPassword", "newPassword"],
    answers: {
      "204": [],
    },
  },
  "POST /api/users/v1/me/totp": {
    query: [],
    bodyMembers: ["action"],
    answers: {
      "200": [],
      "201": [],
    },
  },
  "GET /api/users/v1/me/totp": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/me/totp": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v1/me/totp/secret": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v1/me/backup-codes": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "GET /api/users/v1/me/backup-codes": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/me/backup-codes": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/users/v2/me/webauthn/start-registration": {
    query: [],
    bodyMembers: ["appId"],
    answers: {
      "201": [],
    },
  },
  "POST /api/users/v2/me/webauthn/start-usernameless-registration": {
    query: [],
    bodyMembers: ["appId"],
    answers: {
      "201": [],
    },
  },
  "POST /api/users/v2/me/webauthn/finish-registration": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "GET /api/users/v2/me/webauthn/": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v2/me/webauthn": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/users/v2/me/webauthn/{credentialId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v2/me/webauthn/{credentialId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/users/v1/me/mfa/authenticators": {
    query: [],
    bodyMembers: ["enabledAuthenticators"],
    answers: {
      "200": [],
      "201": ["enabledAuthenticators"],
    },
  },
  "GET /api/users/v1/me/mfa/authenticators": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["enabledAuthenticators"],
    },
  },
  "GET /api/users/v2/{userId}/credentials": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v2/{userId}/credentials/{type}": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "DELETE /api/users/v2/{userId}/credentials/{type}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/users/v2/{userId}/credentials/{type}/{credentialId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/me/federated-associations": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
      "204": [],
    },
  },
  "DELETE /api/users/v1/me/federated-associations": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/users/v1/me/federated-associations/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/users/v1/{userId}/federated-associations": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
      "204": [],
    },
  },
  "POST /api/users/v1/{userId}/federated-associations": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/users/v1/{userId}/federated-associations": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "DELETE /api/users/v1/{userId}/federated-associations/{id}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/users/v1/federated-associations/bulk": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/identity/consent-mgt/v2.0/purposes": {
    query: [],
    bodyMembers: ["name", "type", "version"],
    answers: {
      "201": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/purposes": {
    query: ["after", "before", "filter", "limit"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/purposes/{purposeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/identity/consent-mgt/v2.0/purposes/{purposeId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/purposes/{purposeId}/versions": {
    query: ["after", "before", "limit"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/identity/consent-mgt/v2.0/purposes/{purposeId}/versions": {
    query: [],
    bodyMembers: ["version"],
    answers: {
      "201": [],
    },
  },
  "PUT /api/identity/consent-mgt/v2.0/purposes/{purposeId}/versions/latest": {
    query: [],
    bodyMembers: ["id"],
    answers: {
      "204": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/purposes/{purposeId}/versions/{versionId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/identity/consent-mgt/v2.0/purposes/{purposeId}/versions/{versionId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/identity/consent-mgt/v2.0/elements": {
    query: [],
    bodyMembers: ["name"],
    answers: {
      "201": ["name"],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/elements": {
    query: ["after", "before", "filter", "limit"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/elements/{elementId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["name"],
    },
  },
  "DELETE /api/identity/consent-mgt/v2.0/elements/{elementId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "POST /api/identity/consent-mgt/v2.0/consents": {
    query: [],
    bodyMembers: ["purposes", "serviceId", "subjectId"],
    answers: {
      "201": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/consents": {
    query: ["after", "before", "filter", "limit", "purposeId", "purposeVersionId", "serviceId", "state", "subjectId"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/consents/{consentId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/identity/consent-mgt/v2.0/consents/{consentId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/identity/consent-mgt/v2.0/consents/{consentId}/revoke": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/identity/consent-mgt/v2.0/consents/{consentId}/validate": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v1/me/consents": {
    query: [],
    bodyMembers: ["purposes", "serviceId"],
    answers: {
      "201": [],
    },
  },
  "GET /api/users/v1/me/consents": {
    query: ["after", "before", "filter", "limit", "purposeId", "purposeVersionId", "serviceId", "state"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v1/me/consents/{consentId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v1/me/consents/{consentId}/revoke": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v1/me/consents/{consentId}/authorize": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/users/v1/me/consents/{consentId}/validate": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/identity/user/v1.0/me": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "POST /api/identity/user/v1.0/lite": {
    query: [],
    bodyMembers: [],
    answers: {
      "201": [],
    },
  },
  "POST /api/identity/user/v1.0/validate-code": {
    query: [],
    bodyMembers: [],
    answers: {
      "202": [],
    },
  },
  "POST /api/identity/user/v1.0/introspect-code": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/identity/user/v1.0/validate-username": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/identity/user/v1.0/resend-code": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/identity/user/v1.0/me": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/identity/user/v1.0/pi-info": {
    query: ["username"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/identity/user/v1.0/pi-info/{userId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v2/recovery/username/init": {
    query: [],
    bodyMembers: ["claims"],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v2/recovery/username/recover": {
    query: [],
    bodyMembers: ["channelId", "recoveryCode"],
    answers: {
      "200": ["code", "message", "notificationChannel", "username"],
      "202": ["code", "message", "notificationChannel", "username"],
    },
  },
  "POST /api/users/v2/recovery/password/init": {
    query: [],
    bodyMembers: ["claims"],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v2/recovery/password/recover": {
    query: [],
    bodyMembers: ["channelId", "recoveryCode"],
    answers: {
      "200": [],
      "202": [],
    },
  },
  "POST /api/users/v2/recovery/password/resend": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
      "202": [],
    },
  },
  "POST /api/users/v2/recovery/password/confirm": {
    query: [],
    bodyMembers: ["confirmationCode"],
    answers: {
      "200": [],
    },
  },
  "POST /api/users/v2/recovery/password/reset": {
    query: [],
    bodyMembers: ["password", "resetCode"],
    answers: {
      "200": [],
    },
  },
  "POST /api/identity/recovery/v0.9/recover-password": {
    query: ["notify", "type"],
    bodyMembers: [],
    answers: {
      "202": [],
    },
  },
  "POST /api/identity/recovery/v0.9/recover-username/": {
    query: ["notify", "tenant-domain"],
    bodyMembers: [],
    answers: {
      "202": [],
      "204": [],
    },
  },
  "POST /api/identity/recovery/v0.9/validate-code": {
    query: [],
    bodyMembers: [],
    answers: {
      "202": [],
    },
  },
  "POST /api/identity/recovery/v0.9/set-password": {
    query: [],
    bodyMembers: [],
    answers: {
      "202": [],
    },
  },
  "POST /api/server/v1/flow/execute": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": ["flowId", "flowStatus", "flowType", "type"],
    },
  },
  "GET /api/server/v1/flow": {
    query: ["flowType"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/flow": {
    query: [],
    bodyMembers: ["flowType", "steps"],
    answers: {
      "200": [],
      "201": [],
    },
  },
  "DELETE /api/server/v1/flow": {
    query: ["flowType"],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/flow/meta": {
    query: ["flowType"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/flow/configs": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/flow/config": {
    query: ["flowType"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PATCH /api/server/v1/flow/config": {
    query: [],
    bodyMembers: ["flowType"],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/tenants": {
    query: ["filter", "limit", "offset", "sortBy", "sortOrder"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "POST /api/server/v1/tenants": {
    query: [],
    bodyMembers: ["domain", "owners"],
    answers: {
      "201": [],
      "206": ["code", "message"],
    },
  },
  "GET /api/server/v1/tenants/{tenantId}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/tenants/domain/{tenantDomain}": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/tenants/{tenantId}/lifecycle-status": {
    query: [],
    bodyMembers: ["lifecycleStatus"],
    answers: {
      "200": [],
    },
  },
  "DELETE /api/server/v1/tenants/{tenantId}/metadata": {
    query: [],
    bodyMembers: [],
    answers: {
      "204": [],
    },
  },
  "GET /api/server/v1/tenants/{tenantId}/owners": {
    query: [],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "GET /api/server/v1/tenants/{tenantId}/owners/{ownerId}": {
    query: ["additionalClaims"],
    bodyMembers: [],
    answers: {
      "200": [],
    },
  },
  "PUT /api/server/v1/tenants/{tenantId}/owners/{ownerId}": {
    query: [],
    bodyMembers: ["email", "firstname", "lastname"],
    answers: {
      "200": [],
      "206": ["code", "message"],
    },
  },
};
