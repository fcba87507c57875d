import { applicationManagement } from "./applications/index.ts";
import { auditOperations } from "./audit/index.ts";
import type { Operation } from "./operation.ts";
import { scimOperations } from "./scim/index.ts";

/** Every operation of the management APIs, in the order their description lists them. */
export const operations: readonly Operation[] = [...applicationManagement, ...auditOperations, ...scimOperations];
