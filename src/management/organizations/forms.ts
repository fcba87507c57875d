import { z } from "zod";
import { HANDLE, HANDLE_FAULT, isReservedHandle, RESERVED_HANDLE } from "../../protocol/handle.ts";

// Security bar 23.4: in characters, and in elements.
const LONGEST_NAME = 255;
const LONGEST_TEXT = 1024;
const MOST_ATTRIBUTES = 100;

const text = z.string();
const status = z.enum(["ACTIVE", "DISABLED"]);

export const nameForm = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_NAME)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the very characters that no name has
  .regex(/^[^\u0000-\u001f\u007f]*$/, "holds a control character");
export const descriptionForm = z.string().max(LONGEST_TEXT);
const attributeForm = z.object({ key: z.string().min(1).max(LONGEST_NAME), value: z.string().max(LONGEST_TEXT) });

/** Attributes as a list, of which no two have one key. */
export const attributesForm = z
  .array(attributeForm)
  .max(MOST_ATTRIBUTES)
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, "holds a key twice");

export const creationForm = z.object({
  name: nameForm,
  orgHandle: z
    .string()
    .regex(HANDLE, HANDLE_FAULT)
    .refine((handle) => !isReservedHandle(handle), RESERVED_HANDLE)
    .optional(),
  description: descriptionForm.optional(),
  type: z.enum(["TENANT", "STRUCTURAL"]).default("TENANT"),
  // Asgardeo's SDK sends an empty one from the organization above all others, of which its tokens say nothing.
  parentId: text.transform((id) => id || undefined).optional(),
  attributes: attributesForm.default([]),
});

export const replacementForm = z.object({
  name: nameForm,
  description: descriptionForm.optional(),
  status,
  version: text.optional(),
  attributes: attributesForm.default([]),
});

export const patchForm = z
  .array(
    z.object({
      operation: text.transform((word) => word.toUpperCase()).pipe(z.enum(["ADD", "REMOVE", "REPLACE"])),
      path: text,
      value: text.optional(),
    }),
  )
  .max(MOST_ATTRIBUTES);

export type PatchItem = z.output<typeof patchForm>[number];

const parent = z.object({ id: text, ref: text });
const attributes = z.array(z.object({ key: text, value: text })).optional();

const basic = {
  id: text,
  name: text,
  orgHandle: text,
  status,
  version: text,
  hasChildren: z.boolean().optional(),
  attributes,
};

export const basicForm = z.object({ ...basic, ref: text });
export const links = z.array(z.object({ href: text, rel: text }));
export const listForm = z.object({ links, organizations: z.array(basicForm) });

const whole = {
  ...basic,
  description: text.optional(),
  created: text,
  lastModified: text,
  type: z.enum(["TENANT", "STRUCTURAL"]),
  parent: parent.optional(),
};

export const organizationForm = z.object(whole);
export const foundForm = z.object({
  ...whole,
  permissions: z.array(text).optional(),
  ancestorPath: z.array(z.object({ id: text, name: text, depth: z.number().int() })).optional(),
});

export const discoveryAttributes = z.array(z.object({ type: text, values: z.array(text).optional() }));
export const metadataForm = z.object({
  ...whole,
  permissions: z.array(text).optional(),
  discoveryAttributes: discoveryAttributes.optional(),
});

export const listQuery = z.object({
  filter: text.optional(),
  limit: z
    .string()
    .regex(/^\d{1,6}$/, "is not a whole number")
    .optional(),
  after: text.optional(),
  before: text.optional(),
  recursive: z.enum(["true", "false"]).optional(),
});

export const availableForm = z.object({ available: z.boolean() });
