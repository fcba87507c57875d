import type { Call, ManagementContext } from "../operation.ts";
import { ETM } from "./errors.ts";
import { getType, idOfType, type TemplateType } from "./types.ts";

/** Where the first API for e-mails is, below the tenant's URL. */
export const EMAIL_TYPES = "/api/server/v1/email/template-types";
/** One of its types. */
export const ONE_EMAIL_TYPE = `${EMAIL_TYPES}/{templateTypeId}`;
/** What its messages go out by. */
export const channel = "email";

/** The type that the path names. */
export function typeOf({ parameters }: Pick<Call, "parameters">, ctx: ManagementContext): Promise<TemplateType> {
  return getType(parameters.templateTypeId as string, channel, ETM, ctx);
}

/** The path of a type, as links write it. */
export function selfOfType(name: string, { tenantUrl }: ManagementContext): string {
  return `${new URL(tenantUrl).pathname}${EMAIL_TYPES}/${idOfType(name)}`;
}
