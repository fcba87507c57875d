import { accountRecoveryOperations } from "./account-recovery/index.ts";
import { exportOperations } from "./account-registration/exported-user.ts";
import { accountRegistrationOperations } from "./account-registration/index.ts";
import { apiResourcesOperations } from "./api-resources/index.ts";
import { applicationManagement } from "./applications/index.ts";
import { associationManagement } from "./associations/index.ts";
import { auditOperations } from "./audit/index.ts";
import { authenticatorsOperations } from "./authenticators/index.ts";
import { authorizedAppManagement } from "./authorized-apps/index.ts";
import { brandingOperations } from "./branding/index.ts";
import { claimOperations } from "./claims/index.ts";
import { configOperations } from "./configs/index.ts";
import { consentManagement } from "./consents/index.ts";
import { corsOperations } from "./cors/index.ts";
import { credentialOperations } from "./credentials/index.ts";
import { factorOperations } from "./factors/index.ts";
import { flowDesignOperations } from "./flow-design/index.ts";
import { flowExecutionOperations } from "./flow-execution/index.ts";
import { governanceOperations } from "./governance/index.ts";
import { guestOperations } from "./guests/index.ts";
import { identityProviderOperations } from "./identity-providers/index.ts";
import { inputValidationOperations } from "./input-validation/index.ts";
import { notificationSenderOperations } from "./notification-senders/index.ts";
import { notificationTemplateOperations } from "./notification-templates/index.ts";
import { oauthScopeOperations } from "./oauth-scopes/index.ts";
import { oidcScopeOperations } from "./oidc-scopes/index.ts";
import type { Operation } from "./operation.ts";
import { organizationManagement } from "./organizations/index.ts";
import { rolesOperations } from "./roles/index.ts";
import { scimOperations } from "./scim/index.ts";
import { selfServiceOperations } from "./self-service/index.ts";
import { sessionManagement } from "./sessions/index.ts";
import { sharingOperations } from "./sharing/index.ts";

/** Every operation of the management APIs, in the order their description lists them. */
export const operations: readonly Operation[] = [
  ...applicationManagement,
  ...apiResourcesOperations,
  ...oidcScopeOperations,
  ...oauthScopeOperations,
  ...rolesOperations,
  ...auditOperations,
  ...claimOperations,
  ...brandingOperations,
  ...governanceOperations,
  ...corsOperations,
  ...inputValidationOperations,
  ...configOperations,
  ...identityProviderOperations,
  ...authenticatorsOperations,
  ...notificationTemplateOperations,
  ...notificationSenderOperations,
  ...organizationManagement,
  ...sharingOperations,
  ...guestOperations,
  ...scimOperations,
  ...sessionManagement,
  ...authorizedAppManagement,
  ...selfServiceOperations,
  ...factorOperations,
  ...credentialOperations,
  ...associationManagement,
  ...consentManagement,
  ...accountRegistrationOperations,
  ...exportOperations,
  ...accountRecoveryOperations,
  ...flowExecutionOperations,
  ...flowDesignOperations,
];
