import { sealedInSender } from "../../notifications/sender.ts";
import type { NotificationSenderDocument } from "../../protocol/model/notification.ts";
import { plainBlock, type RecordBlock } from "./record-block.ts";

const plain = plainBlock("notification sender", "notificationSenders", "notification sender", {
  audited: ["notification-sender"],
  sealedAt: (document, _name, tenantId) =>
    sealedInSender({ sealed: {}, ...document } as unknown as NotificationSenderDocument, tenantId),
});

/** By what messages go out, and the secrets of these senders. */
export const senderBlock: RecordBlock = {
  ...plain,
  toRecord(entry, world) {
    const record = plain.toRecord(entry, world);
    return { ...record, document: { properties: {}, authentication: {}, sealed: {}, ...record.document } };
  },
};
