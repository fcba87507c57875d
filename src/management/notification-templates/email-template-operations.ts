import { z } from "zod";
import { findExactTemplate } from "../../notifications/find-template.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { channel, EMAIL_TYPES, ONE_EMAIL_TYPE, selfOfType, typeOf } from "./email-types.ts";
import { ETM } from "./errors.ts";
import { emailTemplateForm, listQuery } from "./forms.ts";
import {
  addTemplate,
  localeOf,
  putTemplate,
  removeTemplate,
  resolvedLocales,
  targetOf,
  worldsOf,
} from "./own-templates.ts";
import { listed } from "./paging.ts";
import { idOfType } from "./types.ts";

const TEMPLATES = `${ONE_EMAIL_TYPE}/templates`;
const simple = z.object({ id: z.string(), self: z.string() });

/** Templates by the first API for e-mails: the organization's, and the server's own where it has none. */
export const emailTemplateOperations: readonly Operation[] = [
  operation({
    id: "addEmailTemplateV1",
    method: "POST",
    path: ONE_EMAIL_TYPE,
    scope: "internal_email_mgt_create",
    summary: "Add a template of a type of e-mails.",
    body: emailTemplateForm,
    answers: { 201: simple, 404: undefined, 409: undefined },
    async handle(call, ctx) {
      const { id, ...content } = call.body;
      const key = { channel, type: (await typeOf(call, ctx)).name, locale: localeOf(id) } as const;
      if ((await findExactTemplate(worldsOf(ctx), key)) !== undefined) throw ETM.templateExists(key.locale);
      await addTemplate(key, content, ETM, ctx);
      const change = { action: "notification-template.create", target: targetOf(key), after: content };
      const body = item(key.type, key.locale, ctx);
      return { status: 201, body, location: `${EMAIL_TYPES}/${idOfType(key.type)}/templates/${key.locale}`, change };
    },
  }),
  operation({
    id: "getEmailTemplatesV1",
    method: "GET",
    path: TEMPLATES,
    scope: "internal_email_mgt_view",
    summary: "List the templates of a type of e-mails.",
    query: z.object(listQuery),
    answers: { 200: z.array(simple), 404: undefined },
    async handle(call, ctx) {
      const { name } = await typeOf(call, ctx);
      const locales = await resolvedLocales({ channel, type: name }, ctx);
      return { status: 200, body: listed(locales, call.query).map((locale) => item(name, locale, ctx)) };
    },
  }),
  operation({
    id: "getEmailTemplateV1",
    method: "GET",
    path: `${TEMPLATES}/{templateId}`,
    scope: "internal_email_mgt_view",
    summary: "Retrieve a template of a type of e-mails.",
    answers: { 200: emailTemplateForm, 404: undefined },
    async handle(call, ctx) {
      const key = await keyOf(call, ctx);
      const content = await findExactTemplate(worldsOf(ctx), key);
      if (content === undefined) throw ETM.noTemplate(key.locale);
      return { status: 200, body: { id: key.locale, ...content } };
    },
  }),
  operation({
    id: "updateEmailTemplateV1",
    method: "PUT",
    path: `${TEMPLATES}/{templateId}`,
    scope: "internal_email_mgt_update",
    summary: "Replace a template of a type of e-mails.",
    body: emailTemplateForm,
    answers: { 200: undefined, 404: undefined },
    async handle(call, ctx) {
      const key = await keyOf(call, ctx);
      const { id, ...content } = call.body;
      if (localeOf(id) !== key.locale) throw ETM.invalid("id: the path names another one.");
      const before = await findExactTemplate(worldsOf(ctx), key);
      if (before === undefined) throw ETM.noTemplate(key.locale);
      await putTemplate(key, content, ETM, ctx, true);
      const change = { action: "notification-template.update", target: targetOf(key), before, after: content };
      return { status: 200, change };
    },
  }),
  operation({
    id: "deleteEmailTemplateV1",
    method: "DELETE",
    path: `${TEMPLATES}/{templateId}`,
    scope: "internal_email_mgt_delete",
    summary: "Delete a template of a type of e-mails: the server's own counts again where there is one.",
    answers: { 204: undefined, 404: undefined },
    async handle(call, ctx) {
      const key = await keyOf(call, ctx);
      const { document } = await removeTemplate(key, ETM, ctx);
      const change = { action: "notification-template.delete", target: targetOf(key), before: document.content };
      return { status: 204, change };
    },
  }),
];

async function keyOf(call: Pick<Call, "parameters">, ctx: ManagementContext) {
  return {
    channel,
    type: (await typeOf(call, ctx)).name,
    locale: localeOf(call.parameters.templateId as string),
  } as const;
}

function item(type: string, locale: string, ctx: ManagementContext) {
  return { id: locale, self: `${selfOfType(type, ctx)}/templates/${locale}` };
}
