import { z } from "zod";
import { type Operation, operation } from "../operation.ts";
import { NTM } from "./errors.ts";
import { removeAll, targetOf } from "./own-templates.ts";
import { getType } from "./types.ts";

/** Makes a type's messages what they were in the beginning. */
export const resetOperation: Operation = operation({
  id: "resetTemplateType",
  method: "POST",
  path: "/api/server/v1/notification/reset-template-type",
  scope: "internal_template_mgt_delete",
  summary: "Forget all templates of a type, those of applications as well: the server's own count again.",
  body: z.strictObject({ templateTypeId: z.string(), channel: z.string().regex(/^(email|sms)$/i, "is EMAIL or SMS") }),
  answers: { 204: undefined, 404: undefined },
  async handle({ body }, ctx) {
    const channel = body.channel.toLowerCase() === "sms" ? "sms" : "email";
    const { name: type } = await getType(body.templateTypeId, channel, NTM, ctx);
    const gone = await removeAll({ channel, type }, ctx);
    const before = gone.map(({ document }) => document);
    const change = { action: "notification-template.reset", target: targetOf({ channel, type }), before };
    return { status: 204, change };
  },
});
