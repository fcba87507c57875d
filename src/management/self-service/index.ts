import type { Operation } from "../operation.ts";
import { passwordOperations } from "./change-password.ts";
import { discoverableApplicationOperations } from "./discoverable-applications.ts";

/** What users do with their own account (contract §19). */
export const selfServiceOperations: readonly Operation[] = [
  ...discoverableApplicationOperations,
  ...passwordOperations,
];
