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
};
