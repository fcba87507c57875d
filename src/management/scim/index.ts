import type { Operation } from "../operation.ts";
import { userOperations } from "./users.ts";

/** SCIM 2.0 (RFC 7644, contract §18). */
export const scimOperations: readonly Operation[] = [...userOperations];
