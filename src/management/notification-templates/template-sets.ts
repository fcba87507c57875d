import { z } from "zod";
import { findExactTemplate } from "../../notifications/find-template.ts";
import { getApplication } from "../applications/find-application.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import type { TemplateApi } from "./api.ts";
import { contentForms, listQuery, simpleAnswer, templateForms } from "./forms.ts";
import {
  addTemplate,
  listOwn,
  localeOf,
  putTemplate,
  removeTemplate,
  resolvedLocales,
  type TemplateSet,
  targetOf,
  worldsOf,
} from "./own-templates.ts";
import { listed } from "./paging.ts";
import { getType } from "./types.ts";

/** Whose templates they are, and where. */
interface SetKind {
  readonly path: string;
  readonly name: "Org" | "App";
  readonly what: string;
}

/** The templates of a type of one owner. */
export function setOperations(
  { channel, suffix, errors, scopes }: TemplateApi,
  { path, name, what }: SetKind,
): Operation[] {
  const resolve = z.enum(["true", "false"]).default("false");
  const setOf = async (call: Pick<Call, "parameters">, ctx: ManagementContext): Promise<TemplateSet> => {
    const { templateTypeId = "", applicationId } = call.parameters;
    const { name: type } = await getType(templateTypeId, channel, errors, ctx);
    if (applicationId !== undefined) await getApplication(call, ctx);
    return { channel, type, applicationId };
  };
  const keyOf = async (call: Pick<Call, "parameters">, ctx: ManagementContext) => ({
    ...(await setOf(call, ctx)),
    locale: localeOf(call.parameters.locale as string),
  });
  const placeOf = ({ parameters }: Pick<Call, "parameters">) =>
    path.replaceAll(/\{(\w+)\}/g, (_, parameter) => encodeURIComponent(parameters[parameter] as string));
  const item = (locale: string, call: Pick<Call, "parameters">, ctx: ManagementContext) => ({
    locale,
    self: `${new URL(ctx.tenantUrl).pathname}${placeOf(call)}/${locale}`,
  });
  return [
    operation({
      ...scopes.view,
      id: `get${name}Templates${suffix}`,
      method: "GET",
      path,
      summary: `List the templates of ${what}; resolved, also those that count where there are none.`,
      query: z.object({ ...listQuery, resolve }),
      answers: { 200: z.array(simpleAnswer), 404: undefined },
      async handle(call, ctx) {
        const set = await setOf(call, ctx);
        const own = async () => (await listOwn(set, ctx.store.records)).map(({ document }) => document.locale);
        const locales = call.query.resolve === "true" ? await resolvedLocales(set, ctx) : await own();
        return { status: 200, body: listed(locales, call.query).map((locale) => item(locale, call, ctx)) };
      },
    }),
    operation({
      ...scopes.create,
      id: `add${name}Template${suffix}`,
      method: "POST",
      path,
      summary: `Add a template of ${what}.`,
      body: templateForms[channel],
      answers: { 201: simpleAnswer, 404: undefined, 409: undefined },
      async handle(call, ctx) {
        const { locale: sent, ...content } = call.body;
        const key = { ...(await setOf(call, ctx)), locale: localeOf(sent) };
        await addTemplate(key, content, errors, ctx);
        const change = { action: "notification-template.create", target: targetOf(key), after: content };
        const location = `${placeOf(call)}/${key.locale}`;
        return { status: 201, body: item(key.locale, call, ctx), location, change };
      },
    }),
    operation({
      ...scopes.view,
      id: `get${name}Template${suffix}`,
      method: "GET",
      path: `${path}/{locale}`,
      summary: `Retrieve a template of ${what}; resolved, the one that counts where there is none.`,
      query: z.object({ resolve }),
      answers: { 200: templateForms[channel], 404: undefined },
      async handle(call, ctx) {
        const key = await keyOf(call, ctx);
        const own = async () =>
          (await listOwn(key, ctx.store.records)).find((one) => one.document.locale === key.locale);
        const content =
          call.query.resolve === "true" ? await findExactTemplate(worldsOf(ctx), key) : (await own())?.document.content;
        if (content === undefined) throw errors.noTemplate(key.locale);
        return { status: 200, body: { locale: key.locale, ...content } };
      },
    }),
    operation({
      ...scopes.update,
      id: `update${name}Template${suffix}`,
      method: "PUT",
      path: `${path}/{locale}`,
      summary: `Replace a template of ${what}.`,
      body: contentForms[channel],
      answers: { 200: undefined, 404: undefined },
      async handle(call, ctx) {
        const key = await keyOf(call, ctx);
        const { locale: sent = key.locale, ...content } = call.body;
        if (localeOf(sent) !== key.locale) throw errors.invalid("locale: the path names another one.");
        const before = await putTemplate(key, content, errors, ctx);
        const values = { before: before?.document.content, after: content };
        return { status: 200, change: { action: "notification-template.update", target: targetOf(key), ...values } };
      },
    }),
    operation({
      ...scopes.delete,
      id: `delete${name}Template${suffix}`,
      method: "DELETE",
      path: `${path}/{locale}`,
      summary: `Delete a template of ${what}.`,
      answers: { 204: undefined, 404: undefined },
      async handle(call, ctx) {
        const key = await keyOf(call, ctx);
        const { document } = await removeTemplate(key, errors, ctx);
        const change = { action: "notification-template.delete", target: targetOf(key), before: document.content };
        return { status: 204, change };
      },
    }),
  ];
}
