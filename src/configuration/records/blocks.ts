import { z } from "zod";
import type { RecordKind } from "../../store/port/records.ts";
import { claimBlock } from "./claim-block.ts";
import { domainBlock } from "./domain-block.ts";
import { preferenceBlock } from "./preference-block.ts";
import { providerBlock } from "./provider-block.ts";
import { type Entry, plainBlock, type RecordBlock } from "./record-block.ts";
import { scopeBlock } from "./scope-block.ts";
import { senderBlock } from "./sender-block.ts";
import { settingBlock } from "./setting-block.ts";
import { sharingBlock } from "./sharing-block.ts";

/** For each kind of record the lists of the file that its records stand in: a new kind needs a row here before it compiles. */
const LISTS: Readonly<Record<RecordKind, readonly RecordBlock[] | "elsewhere">> = {
  "oidc scope": [scopeBlock],
  claim: [claimBlock],
  setting: [
    preferenceBlock("branding", "branding-preference", "branding"),
    preferenceBlock("customTexts", "branding-text", "custom text"),
    settingBlock,
  ],
  "identity provider": [providerBlock],
  "notification type": [
    plainBlock("notification type", "notificationTypes", "notification type", { audited: ["notification-type"] }),
  ],
  "notification template": [
    plainBlock("notification template", "notificationTemplates", "notification template", {
      audited: ["notification-template"],
    }),
  ],
  "notification sender": [senderBlock],
  "email domain": [domainBlock],
  "user sharing": [sharingBlock],
  "consent element": [plainBlock("consent element", "consentElements", "consent element", { ownId: true })],
  "consent purpose": [plainBlock("consent purpose", "consentPurposes", "consent purpose", { ownId: true })],
  // These have lists with words of their own.
  "api resource": "elsewhere",
  role: "elsewhere",
  group: "elsewhere",
  // What the server notes for itself.
  "applied configuration": "elsewhere",
  "asynchronous operation": "elsewhere",
  // It comes to an end within a day.
  "guest invitation": "elsewhere",
};

/** The lists whose entries are stored as records, in the order in which they are written and applied. */
export const recordBlocks: readonly RecordBlock[] = Object.values(LISTS).flatMap((lists) =>
  lists === "elsewhere" ? [] : lists,
);

/** The same as members of a schema. They are read by their blocks, so the schema's type says nothing of them. */
export const recordShape: Record<never, never> = Object.fromEntries(
  recordBlocks.map(({ key, entry }) => [key, z.array(entry).default([])]),
);

/** The entries of a block's list. */
export function entriesOf(world: object, { key }: RecordBlock): readonly Entry[] {
  return (world as Readonly<Record<string, readonly Entry[]>>)[key] ?? [];
}
