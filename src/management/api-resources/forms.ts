import { z } from "zod";

const text = z.string().max(1024);
const label = z.string().trim().min(1).max(255);
/** RFC 6749 §3.3. */
const scopeName = z
  .string()
  .max(255)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, "is no scope: no blanks, quotes or backslashes");

export const scopeCreationForm = z.object({
  name: scopeName,
  displayName: text.optional(),
  description: text.optional(),
});
export const scopePatchForm = z.object({ displayName: text.optional(), description: text.optional() });
export const scopeForm = z.object({
  id: z.string(),
  displayName: z.string(),
  name: z.string(),
  description: z.string().optional(),
});

/** RFC 9396 §2.1. */
export const detailsTypeCreationForm = z.object({
  type: label,
  name: z.string().min(3).max(255),
  description: text,
  schema: z.record(z.string(), z.unknown()).readonly(),
});
export const detailsTypeForm = detailsTypeCreationForm.extend({ id: z.string() });

const property = z.object({ name: z.string(), value: z.string() });

export const creationForm = z.object({
  name: label,
  identifier: label,
  description: text.optional(),
  requiresAuthorization: z.boolean().default(true),
  scopes: z.array(scopeCreationForm).max(1000).default([]),
  authorizationDetailsTypes: z.array(detailsTypeCreationForm).max(100).default([]),
  resourceType: z.enum(["BUSINESS", "MCP"]).default("BUSINESS"),
});

export const patchForm = z.object({
  name: label.optional(),
  description: text.optional(),
  addedScopes: z.array(scopeCreationForm).max(1000).default([]),
  removedScopes: z.array(z.string()).default([]),
  addedAuthorizationDetailsTypes: z.array(detailsTypeCreationForm).max(100).default([]),
  removedAuthorizationDetailsTypes: z.array(z.string()).default([]),
});

const listItem = {
  id: z.string(),
  name: z.string(),
  identifier: z.string(),
  type: z.string(),
  requiresAuthorization: z.boolean(),
  properties: z.array(property).optional(),
  self: z.string(),
};

export const listForm = z.object({
  totalResults: z.number().int(),
  links: z.array(z.object({ rel: z.enum(["next", "previous"]), href: z.string() })),
  APIResources: z.array(z.object(listItem)),
});

export const apiResourceForm = z.object({
  ...listItem,
  description: z.string().optional(),
  scopes: z.array(scopeForm),
  authorizationDetailsTypes: z.array(detailsTypeForm),
  subscribedApplications: z.array(z.object({ name: z.string(), id: z.string() })).optional(),
});
