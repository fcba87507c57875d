import { ownerOperations } from "./owner-operations.ts";
import type { TenantOperation } from "./tenant-operation.ts";
import { tenantOperations } from "./tenant-operations.ts";

/** Every operation of the operator's API. */
export const operatorOperations: readonly TenantOperation[] = [...tenantOperations, ...ownerOperations];
