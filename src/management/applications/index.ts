import type { Operation } from "../operation.ts";
import { applicationOperations } from "./application-operations.ts";
import { authorizedApiOperations } from "./authorized-api-operations.ts";
import { fileOperations } from "./file-operations.ts";
import { metadataOperations } from "./metadata-operations.ts";
import { oidcOperations } from "./oidc-operations.ts";
import { secretOperations } from "./secret-operations.ts";
import { sequenceOperations } from "./sequence-operations.ts";
import { templateOperations } from "./template-operations.ts";

/** The application management API (contract §17.1). */
export const applicationManagement: readonly Operation[] = [
  ...applicationOperations,
  ...fileOperations,
  ...oidcOperations,
  ...secretOperations,
  ...sequenceOperations,
  ...authorizedApiOperations,
  ...metadataOperations,
  ...templateOperations,
];
