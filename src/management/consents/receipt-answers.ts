import { z } from "zod";
import type { ManagementContext } from "../operation.ts";
import { properties, type ReceiptDocument, STATES, stateAt } from "./model.ts";
import type { Receipt } from "./receipts.ts";

const state = z.enum(STATES);
const milliseconds = z.number().int();

/** What is sent to make a receipt (contract §17.14). */
export const consentShape = {
  serviceId: z.string().min(1).max(255),
  language: z.string().min(1).max(20).optional(),
  purposes: z
    .array(
      z.object({
        id: z.string(),
        elements: z
          .array(z.object({ id: z.string() }))
          .min(1)
          .max(100),
      }),
    )
    .min(1)
    .max(100),
  state: z.enum(["ACTIVE", "REJECTED"]).default("ACTIVE"),
  expiryTime: milliseconds.min(0).nullish(),
  properties: properties.optional(),
};

/** A receipt in full. */
export const receiptForm = z.object({
  id: z.string(),
  subjectId: z.string(),
  serviceId: z.string(),
  state,
  language: z.string().optional(),
  timestamp: milliseconds,
  expiryTime: milliseconds.nullable(),
  purposes: z.array(z.looseObject({ id: z.string(), name: z.string(), versionId: z.string() })),
  authorizations: z.array(z.object({ userId: z.string(), state: z.string(), updatedTime: milliseconds })),
  properties: properties.nullable(),
});

/** A receipt in a list. */
export const receiptSummaryForm = receiptForm.pick({
  id: true,
  subjectId: true,
  serviceId: true,
  state: true,
  timestamp: true,
  expiryTime: true,
});

/** Whether the receipt still counts. */
export const validityForm = receiptForm.pick({ state: true, expiryTime: true });

export async function summaryAnswer(receipt: Receipt, ctx: ManagementContext) {
  const { id, document, createdAt } = receipt;
  return {
    id,
    subjectId: await subjectOf(receipt, ctx),
    serviceId: document.serviceId,
    ...validityAnswer(document, ctx),
    timestamp: createdAt * 1000,
  };
}

export async function receiptAnswer(receipt: Receipt, ctx: ManagementContext) {
  const { language, purposes, authorizations, properties } = receipt.document;
  return {
    ...(await summaryAnswer(receipt, ctx)),
    ...(language !== undefined && { language }),
    purposes,
    authorizations: authorizations.map(({ userId, state, updatedTime }) => ({ userId, state, updatedTime })),
    properties: properties ?? null,
  };
}

export function validityAnswer(document: ReceiptDocument, { nowMilliseconds }: ManagementContext) {
  return { state: stateAt(document, nowMilliseconds), expiryTime: document.expiryTime ?? null };
}

/** The name of whom it is of. */
async function subjectOf({ userId }: Receipt, { store }: ManagementContext): Promise<string> {
  return (await store.users.find(userId))?.userName ?? "";
}
