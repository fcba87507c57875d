import { z } from "zod";

const text = z.string().regex(/^[^\0]*$/, "holds a NUL character");
const long = text.max(200_000);

/** A language, and perhaps a country. */
export const localeForm = z.string().regex(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$/, "is no locale, as in en_US");

/** TemplateTypeOverview. */
export const displayNameForm = z.strictObject({
  displayName: text
    .min(1)
    .max(255)
    .regex(/^[^\p{C}]+$/u, "holds control characters"),
});

const emailContent = {
  contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/, "is no media type"),
  subject: text
    .min(1)
    .max(998)
    .regex(/^[^\r\n]*$/, "is of one line"),
  body: long.min(1),
  footer: long.optional(),
};
const smsContent = { body: text.min(1).max(2000) };

/** What is sent of a template, and with its locale, for each channel. */
export const contentForms = {
  email: z.strictObject({ ...emailContent, locale: localeForm.optional() }),
  sms: z.strictObject({ ...smsContent, locale: localeForm.optional() }),
};
/** The same with its locale. */
export const templateForms = {
  email: z.strictObject({ ...emailContent, locale: localeForm }),
  sms: z.strictObject({ ...smsContent, locale: localeForm }),
};

/** EmailTemplateWithID of the first API for e-mail, whose ids are locales. */
export const emailTemplateForm = z.strictObject({ ...emailContent, id: localeForm });

/** TemplateTypeWithID. */
export const typeAnswer = z.object({ id: text, displayName: text, self: text });
/** SimpleTemplate. */
export const simpleAnswer = z.object({ locale: text, self: text });

/** How a list is cut; it is not sorted. */
export const listQuery = {
  limit: z.string().optional(),
  offset: z.string().optional(),
  sortOrder: z.string().optional(),
  sortBy: z.string().optional(),
};
