import type { Operation } from "../operation.ts";
import { dialectOperations } from "./dialect-operations.ts";
import { externalClaimOperations } from "./external-claim-operations.ts";
import { dialectFileOperations } from "./file-operations.ts";
import { localClaimOperations } from "./local-claim-operations.ts";

/** Attributes, and what they are called elsewhere (contract §17.5). */
export const claimOperations: readonly Operation[] = [
  ...localClaimOperations,
  ...dialectOperations,
  ...externalClaimOperations,
  ...dialectFileOperations,
];
