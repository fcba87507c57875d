import type { Operation } from "../operation.ts";
import { memberOperations } from "./member-operations.ts";
import { roleOperations } from "./role-operations.ts";

/** Roles by SCIM, versions 1 to 3 (contract §18.4). */
export const rolesOperations: readonly Operation[] = [...roleOperations, ...memberOperations];
