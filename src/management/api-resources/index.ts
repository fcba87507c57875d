import { changedByTenants, type Operation } from "../operation.ts";
import { apiResourceOperations } from "./api-resource-operations.ts";
import { collectionOperations } from "./collection-operations.ts";
import { detailsTypeOperations } from "./details-type-operations.ts";
import { scopeOperations } from "./scope-operations.ts";

/** Contract §17.2. */
export const apiResourcesOperations: readonly Operation[] = changedByTenants([
  ...apiResourceOperations,
  ...scopeOperations,
  ...detailsTypeOperations,
  ...collectionOperations,
]);
