import { z } from "zod";
import type { User } from "../../protocol/model/user.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { CONSENT_MANAGEMENT } from "./element-operations.ts";
import { invalid } from "./errors.ts";
import { listForm } from "./listing.ts";
import { decided, properties, type ReceiptDocument } from "./model.ts";
import {
  consentShape,
  receiptAnswer,
  receiptForm,
  receiptSummaryForm,
  summaryAnswer,
  validityAnswer,
  validityForm,
} from "./receipt-answers.ts";
import { findReceipts, receiptQuery } from "./receipt-list.ts";
import { addReceipt, changeReceipt, getReceipt, targetOf } from "./receipts.ts";

const PATH = `${CONSENT_MANAGEMENT}/consents`;
const UPDATE = "internal_consent_mgt_consent_update";
const VIEW = "internal_consent_mgt_consent_view";

const authorizerShape = { userId: z.string().min(1).max(255), type: z.string().max(255).optional() };
const updateForm = z.object({
  expiryTime: z.number().int().min(0).optional(),
  properties: properties.nullish(),
  authorizations: z
    .array(z.object({ ...authorizerShape, state: z.enum(["APPROVED", "REJECTED", "REVOKED"]).optional() }))
    .max(100)
    .nullish(),
});

/** What persons have agreed to, for administrators (contract §17.14). */
export const consentOperations: readonly Operation[] = [
  operation({
    id: "consentsCreate",
    method: "POST",
    path: PATH,
    scope: "internal_consent_mgt_consent_create",
    summary: "Keeps what a user has agreed to, or not",
    body: z.object({
      subjectId: z.string().min(1).max(255),
      ...consentShape,
      authorizations: z.array(z.object(authorizerShape)).max(100).optional(),
    }),
    answers: {
      201: z.object({
        id: z.string(),
        language: z.string().optional(),
        subjectId: z.string(),
        tenantDomain: z.string(),
      }),
    },
    async handle({ body: { subjectId, ...asked } }, ctx) {
      const receipt = await addReceipt(await subjectNamed(subjectId, ctx), asked, ctx);
      const { id, document } = receipt;
      const change = { action: "consent.create", target: targetOf(receipt), after: document };
      const language = asked.language === undefined ? {} : { language: asked.language };
      const body = { id, ...language, subjectId, tenantDomain: ctx.tenant.handle };
      return { status: 201, body, location: `${PATH}/${id}`, change };
    },
  }),
  operation({
    id: "consentsList",
    method: "GET",
    path: PATH,
    scope: VIEW,
    summary: "Lists what users have agreed to, or not",
    query: receiptQuery.extend({ subjectId: z.string().max(255).optional() }),
    answers: { 200: listForm("Consents", receiptSummaryForm) },
    async handle({ query }, ctx) {
      const { subjectId, after: _, before: __, ...rest } = query;
      const subject = subjectId === undefined ? undefined : (await ctx.store.users.findByName(subjectId))?.user;
      const isNobody = subjectId !== undefined && subject === undefined;
      const found = isNobody ? { page: [] } : await findReceipts(query, subject?.id, ctx);
      const link = (rel: "next" | "previous", word: string, cursor: string | undefined) => {
        if (cursor === undefined) return [];
        const asked = { ...rest, ...(subjectId !== undefined && { subjectId }), [word]: cursor };
        const parameters = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined);
        return [{ rel, href: `${new URL(ctx.tenantUrl).pathname}${PATH}?${new URLSearchParams(parameters)}` }];
      };
      const { page, next, previous } = { next: undefined, previous: undefined, ...found };
      const links = [...link("next", "after", next), ...link("previous", "before", previous)];
      const Consents = await Promise.all(page.map((receipt) => summaryAnswer(receipt, ctx)));
      return { status: 200, body: { totalResults: page.length, links, Consents } };
    },
  }),
  operation({
    id: "consentsGet",
    method: "GET",
    path: `${PATH}/{consentId}`,
    scope: VIEW,
    summary: "Gets what a user has agreed to, or not",
    answers: { 200: receiptForm },
    handle: async (call, ctx) => ({ status: 200, body: await receiptAnswer(await getReceipt(call, ctx), ctx) }),
  }),
  operation({
    id: "consentsUpdate",
    method: "PATCH",
    path: `${PATH}/{consentId}`,
    scope: UPDATE,
    summary: "Changes until when it counts, its properties, and who has decided about it",
    body: updateForm,
    answers: { 200: receiptForm },
    async handle(call, ctx) {
      const receipt = await getReceipt(call, ctx);
      const changes = await changeReceipt(receipt, updated(receipt.document, call.body, ctx), ctx);
      return { status: 200, body: await receiptAnswer(await getReceipt(call, ctx), ctx), changes };
    },
  }),
  operation({
    id: "consentsRevoke",
    method: "POST",
    path: `${PATH}/{consentId}/revoke`,
    scope: UPDATE,
    summary: "Withdraws what a user has agreed to, and ends what an application could do by that",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const receipt = await getReceipt(call, ctx);
      if (receipt.document.state === "REVOKED") return { status: 204 };
      return { status: 204, changes: await changeReceipt(receipt, { ...receipt.document, state: "REVOKED" }, ctx) };
    },
  }),
  operation({
    id: "consentsValidate",
    method: "GET",
    path: `${PATH}/{consentId}/validate`,
    scope: VIEW,
    summary: "Says whether it still counts",
    answers: { 200: validityForm },
    handle: async (call, ctx) => ({
      status: 200,
      body: validityAnswer((await getReceipt(call, ctx)).document, ctx),
    }),
  }),
];

async function subjectNamed(userName: string, { store }: ManagementContext): Promise<User> {
  const found = await store.users.findByName(userName);
  if (found === undefined) throw invalid(`There is no user named ${userName}.`);
  return found.user;
}

/** What the administrator says takes the place of what was; whoever is not named stays as they are. */
function updated(
  document: ReceiptDocument,
  { expiryTime, properties, authorizations }: z.output<typeof updateForm>,
  { nowMilliseconds: updatedTime }: ManagementContext,
): ReceiptDocument {
  const byUser = new Map(document.authorizations.map((one) => [one.userId, one]));
  for (const { userId, type, state } of authorizations ?? []) {
    const present = byUser.get(userId);
    if (present !== undefined && state === undefined) throw invalid(`${userId} is there already: say the state.`);
    byUser.set(userId, { type, ...present, userId, state: state ?? "PENDING", updatedTime });
  }
  return decided({
    ...document,
    expiryTime: expiryTime ?? document.expiryTime,
    properties: properties ?? document.properties,
    authorizations: [...byUser.values()],
  });
}
