import { z } from "zod";
import { strictObject } from "../strict-object.ts";
import { label, scope, uuid } from "../texts.ts";
import { anything } from "./fields.ts";

export const words = z.string().max(1024).optional();

const apiScope = z.union(
  [
    scope.transform((name) => ({ name, displayName: undefined, description: undefined })),
    strictObject({ name: scope, displayName: words, description: words }),
  ],
  "is not known: write a scope's name, or its name, displayName and description",
);

const detailsType = z.union(
  [
    label.transform((type) => ({ type, name: undefined, description: undefined, schema: undefined })),
    strictObject({ type: label, name: words, description: words, schema: anything.optional() }),
  ],
  "is not known: write a type, or its type, name, description and schema",
);

export const apiResource = strictObject({
  identifier: label,
  id: uuid.optional(),
  name: label.optional(),
  description: words,
  type: z.enum(["BUSINESS", "MCP"]).optional(),
  requiresAuthorization: z.boolean().optional(),
  scopes: z.array(apiScope).default([]),
  authorizationDetailsTypes: z.array(detailsType).default([]),
});
