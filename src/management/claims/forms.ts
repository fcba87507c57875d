import { z } from "zod";

const text = z.string().regex(/^[^\0]*$/, "holds a NUL character");
const name = text.min(1).max(255);
const flags = {
  readOnly: z.boolean().optional(),
  required: z.boolean().optional(),
  supportedByDefault: z.boolean().optional(),
};

/** An attribute as it is sent (contract §17.5). What is not known of it is dropped. */
export const localClaimForm = z.object({
  claimURI: name,
  description: text.optional(),
  displayOrder: z.number().int().optional(),
  displayName: name,
  ...flags,
  regEx: text.optional(),
  managedInUserStore: z.boolean().optional(),
  dataType: z.enum(["string", "boolean", "date_time", "data_time", "integer", "complex", "decimal"]).optional(),
  subAttributes: z.array(name).optional(),
  canonicalValues: z.array(z.object({ label: text, value: text })).optional(),
  multiValued: z.boolean().optional(),
  extendedValued: z.boolean().optional(),
  inputFormat: z.looseObject({ inputType: text.optional() }).optional(),
  uniquenessScope: z.enum(["NONE", "WITHIN_USERSTORE", "ACROSS_USERSTORES"]).optional(),
  sharedProfileValueResolvingMethod: z
    .enum(["FromOrigin", "FromSharedProfile", "FromFirstFoundInHierarchy"])
    .optional(),
  attributeMapping: z.array(z.object({ mappedAttribute: name, userstore: name })),
  properties: z.array(z.object({ key: name, value: text })).optional(),
  profiles: z.record(name, z.object(flags)).optional(),
});

export const localClaimAnswer = localClaimForm.extend({ id: z.string(), dialectURI: z.string() });

export const dialectForm = z.object({ dialectURI: name });

export const dialectAnswer = z.object({
  id: z.string(),
  dialectURI: z.string(),
  link: z.object({ href: z.string(), rel: z.string() }),
});

export const externalClaimForm = z.object({ claimURI: name, mappedLocalClaimURI: name });

export const externalClaimAnswer = z.object({
  id: z.string(),
  claimURI: z.string(),
  claimDialectURI: z.string(),
  mappedLocalClaimURI: z.string(),
  properties: z.array(z.object({ key: z.string(), value: z.string() })),
});

/** What lists of other APIs take and these refuse, as Asgardeo's do (contract §17.5). */
export const listQuery = z.object({
  limit: z.string().optional(),
  offset: z.string().optional(),
  filter: z.string().optional(),
  sort: z.string().optional(),
});

export const localListQuery = listQuery.extend({
  attributes: z.string().optional(),
  "exclude-identity-claims": z.string().optional(),
  "exclude-hidden-claims": z.string().optional(),
  profile: z.string().optional(),
});
