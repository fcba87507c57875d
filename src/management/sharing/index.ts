import type { Operation } from "../operation.ts";
import { applicationShareOperations } from "./application-share-operations.ts";
import { asyncOperationOperations } from "./async-operation-operations.ts";
import { oneApplicationOperations } from "./one-application-operations.ts";
import { userShareOperations } from "./user-share-operations.ts";
import { userSharesOperations } from "./user-shares.ts";

/** What of the tenant's can be used, and who of its users may act, in which organizations (contract §21.2). */
export const sharingOperations: readonly Operation[] = [
  ...applicationShareOperations,
  ...oneApplicationOperations,
  ...userShareOperations,
  ...userSharesOperations,
  ...asyncOperationOperations,
];
