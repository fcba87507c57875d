import { apiResourcesOperations } from "./api-resources/index.ts";
import { applicationManagement } from "./applications/index.ts";
import { auditOperations } from "./audit/index.ts";
import { brandingOperations } from "./branding/index.ts";
import { claimOperations } from "./claims/index.ts";
import { configOperations } from "./configs/index.ts";
import { corsOperations } from "./cors/index.ts";
import { governanceOperations } from "./governance/index.ts";
import { inputValidationOperations } from "./input-validation/index.ts";
import { oidcScopeOperations } from "./oidc-scopes/index.ts";
import type { Operation } from "./operation.ts";
import { rolesOperations } from "./roles/index.ts";
import { scimOperations } from "./scim/index.ts";

/** Every operation of the management APIs, in the order their description lists them. */
export const operations: readonly Operation[] = [
  ...applicationManagement,
  ...apiResourcesOperations,
  ...oidcScopeOperations,
  ...rolesOperations,
  ...auditOperations,
  ...claimOperations,
  ...brandingOperations,
  ...governanceOperations,
  ...corsOperations,
  ...inputValidationOperations,
  ...configOperations,
  ...scimOperations,
];
