import type { Operation } from "../operation.ts";
import { bulkOperations } from "./bulk.ts";
import { discoveryOperations } from "./discovery.ts";
import { groupOperations } from "./groups.ts";
import { meOperations } from "./me.ts";
import { userOperations } from "./users.ts";

/** SCIM 2.0 (RFC 7644, contract §18). */
export const scimOperations: readonly Operation[] = [
  ...userOperations,
  ...groupOperations,
  ...meOperations,
  ...bulkOperations,
  ...discoveryOperations,
];
