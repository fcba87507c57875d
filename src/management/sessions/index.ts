import type { Operation } from "../operation.ts";
import { sessionOperations } from "./session-operations.ts";
import { sessionSearch } from "./session-search.ts";

/** The sessions of users (contract §19). */
export const sessionManagement: readonly Operation[] = [...sessionSearch, ...sessionOperations];
