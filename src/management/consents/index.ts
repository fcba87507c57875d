import type { Operation } from "../operation.ts";
import { consentOperations } from "./consent-operations.ts";
import { elementOperations } from "./element-operations.ts";
import { ownConsentOperations } from "./own-consent-operations.ts";
import { purposeOperations } from "./purpose-operations.ts";
import { versionOperations } from "./version-operations.ts";

/** What data of persons is used for, and who has agreed to it (contract §17.14, §19). */
export const consentManagement: readonly Operation[] = [
  ...purposeOperations,
  ...versionOperations,
  ...elementOperations,
  ...consentOperations,
  ...ownConsentOperations,
];
