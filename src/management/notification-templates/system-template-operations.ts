import { z } from "zod";
import { SYSTEM_LOCALES, systemTemplate } from "../../notifications/system-templates.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import type { TemplateApi } from "./api.ts";
import { simpleAnswer, templateForms } from "./forms.ts";
import { localeOf } from "./own-templates.ts";
import { getType, idOfType } from "./types.ts";

/** What the server writes where nobody says anything else. */
export function systemOperations({ path, channel, suffix, errors, scopes }: TemplateApi): Operation[] {
  const all = `${path}/template-types/{templateTypeId}/system-templates`;
  const nameOf = async ({ parameters }: Pick<Call, "parameters">, ctx: ManagementContext) =>
    (await getType(parameters.templateTypeId as string, channel, errors, ctx)).name;
  return [
    operation({
      ...scopes.view,
      id: `getSystemTemplates${suffix}`,
      method: "GET",
      path: all,
      summary: `List the server's own templates of a type of messages by ${channel}.`,
      answers: { 200: z.array(simpleAnswer), 404: undefined },
      async handle(call, ctx) {
        const name = await nameOf(call, ctx);
        const locales = SYSTEM_LOCALES.filter((locale) => systemTemplate(channel, name, locale) !== undefined);
        const place = `${new URL(ctx.tenantUrl).pathname}${path}/template-types/${idOfType(name)}/system-templates`;
        return { status: 200, body: locales.map((locale) => ({ locale, self: `${place}/${locale}` })) };
      },
    }),
    operation({
      ...scopes.view,
      id: `getSystemTemplate${suffix}`,
      method: "GET",
      path: `${all}/{locale}`,
      summary: `Retrieve one of the server's own templates of a type of messages by ${channel}.`,
      answers: { 200: templateForms[channel], 404: undefined },
      async handle(call, ctx) {
        const locale = localeOf(call.parameters.locale as string);
        const content = systemTemplate(channel, await nameOf(call, ctx), locale);
        if (content === undefined) throw errors.noTemplate(locale);
        return { status: 200, body: { locale, ...content } };
      },
    }),
  ];
}
