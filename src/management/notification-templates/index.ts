import type { Operation } from "../operation.ts";
import { emailTemplateOperations } from "./email-template-operations.ts";
import { emailTypeOperations } from "./email-type-operations.ts";
import { ETM, NTM } from "./errors.ts";
import { resetOperation } from "./reset-operation.ts";
import { templateApi } from "./template-api.ts";

const template = {
  view: "internal_template_mgt_view",
  create: "internal_template_mgt_create",
  update: "internal_template_mgt_update",
  delete: "internal_template_mgt_delete",
};
const email = {
  view: { scope: "internal_email_mgt_view" },
  create: { scope: "internal_email_mgt_create" },
  update: { scope: "internal_email_mgt_update" },
  delete: { scope: "internal_email_mgt_delete" },
};

/** What is written to people, by which API ever it is changed (contract §17.13). */
export const notificationTemplateOperations: readonly Operation[] = [
  ...templateApi({
    path: "/api/server/v1/notification/email",
    channel: "email",
    suffix: "OfEmail",
    errors: NTM,
    scopes: {
      view: { ...email.view, otherScope: template.view },
      create: { ...email.create, otherScope: template.update },
      update: { ...email.update, otherScope: template.update },
      delete: { ...email.delete, otherScope: template.delete },
    },
    hasSystemTemplates: true,
  }),
  ...templateApi({
    path: "/api/server/v1/notification/sms",
    channel: "sms",
    suffix: "OfSms",
    errors: NTM,
    scopes: {
      view: { scope: template.view },
      create: { scope: template.create },
      update: { scope: template.update },
      delete: { scope: template.delete },
    },
    hasSystemTemplates: true,
  }),
  resetOperation,
  ...templateApi({
    path: "/api/server/v2/email",
    channel: "email",
    suffix: "V2",
    errors: ETM,
    scopes: email,
    hasSystemTemplates: false,
  }),
  ...emailTypeOperations,
  ...emailTemplateOperations,
];
