import { z } from "zod";
import { findExactTemplate } from "../../notifications/find-template.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { channel, EMAIL_TYPES, ONE_EMAIL_TYPE, selfOfType, typeOf } from "./email-types.ts";
import { ETM } from "./errors.ts";
import { displayNameForm, emailTemplateForm, listQuery } from "./forms.ts";
import {
  addTemplate,
  listOwn,
  localeOf,
  putTemplate,
  removeAll,
  resolvedLocales,
  targetOf,
  worldsOf,
} from "./own-templates.ts";
import { listed } from "./paging.ts";
import { addType, idOfType, listTypes, removeType, type TemplateType } from "./types.ts";

const text = z.string();
const templates = z.array(emailTemplateForm);
const typeItem = z.object({ id: text, displayName: text, self: text, templates: templates.optional() });
const ATTRIBUTES = /^templates(\.(id|contentType|subject|body|footer))?$/;

/** The types of e-mails with their templates, by the first API for them. */
export const emailTypeOperations: readonly Operation[] = [
  operation({
    id: "getAllEmailTemplateTypesV1",
    method: "GET",
    path: EMAIL_TYPES,
    scope: "internal_email_mgt_view",
    summary: "List the types of e-mails.",
    query: z.object({ ...listQuery, requiredAttributes: text.optional() }),
    answers: { 200: z.array(typeItem) },
    async handle({ query }, ctx) {
      const wanted = (query.requiredAttributes ?? "").split(",").flatMap((name) => name.trim() || []);
      const unknown = wanted.find((name) => !ATTRIBUTES.test(name));
      if (unknown !== undefined) throw ETM.unknownAttribute(unknown);
      const found = listed(await listTypes(channel, ctx), query);
      const body = found.map(async (type) => ({
        ...typeBody(type.name, ctx),
        ...(wanted.length > 0 && { templates: await templatesOf(type, ctx) }),
      }));
      return { status: 200, body: await Promise.all(body) };
    },
  }),
  operation({
    id: "addEmailTemplateTypeV1",
    method: "POST",
    path: EMAIL_TYPES,
    scope: "internal_email_mgt_create",
    summary: "Add a type of e-mails with its templates.",
    body: displayNameForm.extend({ templates }),
    answers: { 201: typeItem, 409: undefined },
    async handle({ body }, ctx) {
      const { displayName } = body;
      verifyOnce(body.templates);
      await addType(displayName, channel, ETM, ctx);
      for (const { id, ...content } of body.templates) {
        await addTemplate({ channel, type: displayName, locale: localeOf(id) }, content, ETM, ctx);
      }
      const target = targetOf({ channel, type: displayName });
      const change = { action: "notification-template-type.create", target, after: body };
      return {
        status: 201,
        body: typeBody(displayName, ctx),
        location: `${EMAIL_TYPES}/${idOfType(displayName)}`,
        change,
      };
    },
  }),
  operation({
    id: "getEmailTemplateTypeV1",
    method: "GET",
    path: ONE_EMAIL_TYPE,
    scope: "internal_email_mgt_view",
    summary: "Retrieve a type of e-mails with its templates.",
    query: z.object(listQuery),
    answers: { 200: displayNameForm.extend({ id: text, templates }), 404: undefined },
    async handle(call, ctx) {
      const type = await typeOf(call, ctx);
      const body = {
        id: idOfType(type.name),
        displayName: type.name,
        templates: listed(await templatesOf(type, ctx), call.query),
      };
      return { status: 200, body };
    },
  }),
  operation({
    id: "updateEmailTemplateTypeV1",
    method: "PUT",
    path: ONE_EMAIL_TYPE,
    scope: "internal_email_mgt_update",
    summary: "Replace all templates of a type of e-mails.",
    body: templates,
    answers: { 200: undefined, 404: undefined },
    async handle(call, ctx) {
      verifyOnce(call.body);
      const type = (await typeOf(call, ctx)).name;
      const before = await listOwn({ channel, type }, ctx.store.records);
      const wanted = call.body.map(({ id }) => localeOf(id));
      for (const { id, ...content } of call.body) {
        await putTemplate({ channel, type, locale: localeOf(id) }, content, ETM, ctx, true);
      }
      for (const { id, document } of before) {
        if (!wanted.includes(document.locale)) await ctx.store.records.remove("notification template", id);
      }
      const values = { before: before.map(({ document }) => document), after: call.body };
      const target = targetOf({ channel, type });
      return { status: 200, change: { action: "notification-template.update", target, ...values } };
    },
  }),
  operation({
    id: "deleteEmailTemplateTypeV1",
    method: "DELETE",
    path: ONE_EMAIL_TYPE,
    scope: "internal_email_mgt_delete",
    summary: "Delete a type of e-mails of the organization's own, with its templates.",
    answers: { 204: undefined, 404: undefined },
    async handle(call, ctx) {
      const type = await typeOf(call, ctx);
      await removeType(type, channel, ETM, ctx);
      await removeAll({ channel, type: type.name }, ctx);
      const target = targetOf({ channel, type: type.name });
      return { status: 204, change: { action: "notification-template-type.delete", target, before: type } };
    },
  }),
];

async function templatesOf({ name: type }: TemplateType, ctx: ManagementContext) {
  const locales = await resolvedLocales({ channel, type }, ctx);
  const found = locales.map(async (locale) => ({
    id: locale,
    ...(await findExactTemplate(worldsOf(ctx), { channel, type, locale })),
  }));
  return Promise.all(found);
}

function typeBody(name: string, ctx: ManagementContext) {
  return { id: idOfType(name), displayName: name, self: selfOfType(name, ctx) };
}

function verifyOnce(sent: readonly { readonly id: string }[]): void {
  const locales = sent.map(({ id }) => localeOf(id));
  if (new Set(locales).size < locales.length) throw ETM.invalid("templates: a locale stands twice.");
}
