import { z } from "zod";

const property = z.object({ name: z.string(), value: z.string() });

export const connectorPatch = z.object({ operation: z.literal("UPDATE"), properties: z.array(property) });

export const connectorsPatch = z.object({
  operation: z.literal("UPDATE"),
  connectors: z.array(z.object({ id: z.string(), properties: z.array(property) })),
});

export const revertForm = z.object({ properties: z.array(z.string()).min(1) });

export const connectorAnswer = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string(),
  friendlyName: z.string(),
  order: z.number().int(),
  subCategory: z.string(),
  properties: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      displayName: z.string(),
      description: z.string(),
      meta: z.object({ type: z.string(), regex: z.string(), groupID: z.number().int() }),
    }),
  ),
});

export const categoryAnswer = z.object({ name: z.string(), connectors: z.array(connectorAnswer) });

const reference = z.object({ id: z.string(), self: z.string() });

export const categoriesAnswer = z.array(reference.extend({ name: z.string(), connectors: z.array(reference) }));

/** What other lists take and this one refuses, as Asgardeo's does. */
export const listQuery = z.object({
  limit: z.string().optional(),
  offset: z.string().optional(),
  filter: z.string().optional(),
  sort: z.string().optional(),
});

/** Which values of which connectors are wanted; without properties all of them. */
export const preferenceQuery = z.array(
  z.object({ "connector-name": z.string(), properties: z.array(z.string()).optional() }),
);

export const preferenceAnswer = z.array(z.object({ "connector-name": z.string(), properties: z.array(property) }));
