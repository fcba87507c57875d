import type { Operation } from "../operation.ts";
import { discoveryConfigOperations } from "./discovery-config-operations.ts";
import { discoveryOperations } from "./discovery-operations.ts";
import { organizationListOperations } from "./list-operations.ts";
import { organizationOperations } from "./organization-operations.ts";
import { ownOrganizationOperations } from "./own-organizations.ts";

/** The organizations inside a tenant, as a tree (contract §21.1). */
export const organizationManagement: readonly Operation[] = [
  ...organizationListOperations,
  ...organizationOperations,
  ...discoveryOperations,
  ...discoveryConfigOperations,
  ...ownOrganizationOperations,
];
