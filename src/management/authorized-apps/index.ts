import type { Operation } from "../operation.ts";
import { authorizedAppOperations } from "./authorized-app-operations.ts";
import { issuedTokenOperations } from "./issued-tokens.ts";

/** The applications that act for users (contract §19). */
export const authorizedAppManagement: readonly Operation[] = [...authorizedAppOperations, ...issuedTokenOperations];
