import { z } from "zod";
import { listSenders, senderName } from "../../notifications/sender.ts";
import type { NotificationChannel, NotificationSenderDocument } from "../../protocol/model/notification.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { verifyMayControlEverybody } from "../roles/guards.ts";
import { senderErrors } from "./errors.ts";
import { SENDER_FORMS } from "./forms.ts";
import { senderAnswer, senderFrom } from "./sender-mapping.ts";

/** By what messages go out, for both versions of the API (contract §17.13). */
export const notificationSenderOperations: readonly Operation[] = [
  ...senderOperations("email", "v1"),
  ...senderOperations("sms", "v1"),
  ...senderOperations("email", "v2"),
  ...senderOperations("sms", "v2"),
];

function senderOperations(channel: NotificationChannel, version: "v1" | "v2"): Operation[] {
  const path = `/api/server/${version}/notification-senders/${channel}`;
  const one = `${path}/{senderName}`;
  const forms = SENDER_FORMS[channel][version];
  const name = `${channel === "email" ? "Email" : "SMS"}Sender`;
  const suffix = version === "v2" ? "V2" : "";
  return [
    operation({
      id: `get${name}s${suffix}`,
      method: "GET",
      path,
      scope: "internal_config_mgt_view",
      summary: `List the senders of messages by ${channel}.`,
      answers: { 200: z.array(forms.answer) },
      async handle(_call, { store }) {
        const senders = await listSenders(store.records, channel);
        return { status: 200, body: senders.map(({ document }) => senderAnswer(document, version)) };
      },
    }),
    operation({
      id: `create${name}${suffix}`,
      method: "POST",
      path,
      scope: "internal_config_mgt_add",
      summary: `Add a sender of messages by ${channel}.`,
      body: forms.creation,
      answers: { 201: forms.answer, 409: undefined },
      async handle({ body }, ctx) {
        await verifyMayControlEverybody(ctx);
        const document = senderFrom(body, { channel }, ctx);
        const id = senderName(document);
        const record = { id, name: id, document };
        if (!(await ctx.store.records.add("notification sender", record, ctx.now))) {
          throw senderErrors.exists(document.name);
        }
        const change = { action: "notification-sender.create", target: targetOf(document), after: document };
        const location = `${path}/${encodeURIComponent(document.name)}`;
        return { status: 201, body: senderAnswer(document, version), location, change };
      },
    }),
    operation({
      id: `get${name}${suffix}`,
      method: "GET",
      path: one,
      scope: "internal_config_mgt_view",
      summary: `Retrieve a sender of messages by ${channel}.`,
      answers: { 200: forms.answer, 404: undefined },
      async handle(call, ctx) {
        return { status: 200, body: senderAnswer((await getSender(channel, call, ctx)).document, version) };
      },
    }),
    operation({
      id: `update${name}${suffix}`,
      method: "PUT",
      path: one,
      scope: "internal_config_mgt_update",
      summary: `Replace a sender of messages by ${channel}. Secrets that are not sent again stay.`,
      body: forms.update,
      answers: { 200: forms.answer, 404: undefined, 409: undefined },
      async handle(call, ctx) {
        const record = await getSender(channel, call, ctx);
        const before = record.document;
        await verifyMayControlEverybody(ctx);
        const document = senderFrom(call.body, { channel, before }, ctx);
        const outcome = await ctx.store.records.replace("notification sender", { ...record, document }, ctx.now);
        if (outcome !== "replaced") throw senderErrors.changedMeanwhile();
        const target = targetOf(document);
        const change = { action: "notification-sender.update", target, before, after: document };
        return { status: 200, body: senderAnswer(document, version), change };
      },
    }),
    operation({
      id: `delete${name}${suffix}`,
      method: "DELETE",
      path: one,
      scope: "internal_config_mgt_delete",
      summary: `Delete a sender of messages by ${channel}.`,
      answers: { 204: undefined, 404: undefined },
      async handle(call, ctx) {
        const { id, document } = await getSender(channel, call, ctx);
        await ctx.store.records.remove("notification sender", id);
        const change = { action: "notification-sender.delete", target: targetOf(document), before: document };
        return { status: 204, change };
      },
    }),
  ];
}

async function getSender(
  channel: NotificationChannel,
  { parameters }: Pick<Call, "parameters">,
  { store }: ManagementContext,
) {
  const name = parameters.senderName as string;
  const id = senderName({ channel, name });
  const found = await store.records.find<NotificationSenderDocument>("notification sender", id);
  if (found === undefined) throw senderErrors.notFound(name);
  return found;
}

function targetOf({ channel, name }: NotificationSenderDocument) {
  return { kind: "notification-sender", id: `${channel} ${name}`, name };
}
