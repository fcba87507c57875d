import { z } from "zod";
import { SYSTEM_APIS } from "../../protocol/system-apis.ts";
import { strictObject } from "../strict-object.ts";
import { label, scope } from "../texts.ts";

export const authorizedApi = strictObject({
  identifier: label,
  scopes: z.array(scope).default([]),
  policyIdentifier: z.enum(["RBAC", "No Policy"]).optional(),
});

/** Every scope of the server's own APIs. */
export const MANAGEMENT_APIS: z.output<typeof authorizedApi>[] = SYSTEM_APIS.map(({ identifier, scopes }) => ({
  identifier,
  scopes: [...scopes],
}));
