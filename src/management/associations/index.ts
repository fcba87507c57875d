import type { Operation } from "../operation.ts";
import { associationOperations } from "./association-operations.ts";
import { bulkAssociationOperations } from "./bulk-operation.ts";

/** The accounts at other identity providers that users sign in with (contract §19). */
export const associationManagement: readonly Operation[] = [...associationOperations, ...bulkAssociationOperations];
