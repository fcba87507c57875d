import { z } from "zod";
import { strictObject } from "../strict-object.ts";
import { label, scope, uuid } from "../texts.ts";
import { clientId } from "./fields.ts";

/** Without members it keeps those that it has; with them it has them and no others. */
export const group = strictObject({
  displayName: label,
  id: uuid.optional(),
  externalId: label.optional(),
  members: z.array(label).optional(),
});

/** Without an application it counts in all of them. */
export const role = strictObject({
  displayName: label,
  id: uuid.optional(),
  application: clientId.optional(),
  permissions: z.array(scope).optional(),
  users: z.array(label).default([]),
  groups: z.array(label).default([]),
});
