import type { Operation } from "../operation.ts";
import { authenticatorOperations } from "./authenticator-operations.ts";
import { connectedAppOperations } from "./connected-apps.ts";
import { metaOperations } from "./meta-operations.ts";
import { partOperationsOfProviders } from "./part-operations.ts";
import { providerOperations } from "./provider-operations.ts";
import { providerTemplateOperations } from "./template-operations.ts";
import { trustedIssuerOperations } from "./trusted-issuer-operations.ts";

/** The servers that users sign in with, and those whose tokens are taken (contract §17.6). */
export const identityProviderOperations: readonly Operation[] = [
  ...providerOperations,
  ...metaOperations,
  ...providerTemplateOperations,
  ...authenticatorOperations,
  ...partOperationsOfProviders,
  ...connectedAppOperations,
  ...trustedIssuerOperations,
];
