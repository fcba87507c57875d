import { z } from "zod";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { ownUser } from "../self-service/own-user.ts";
import { conflict, forbidden } from "./errors.ts";
import { decided } from "./model.ts";
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
import { addReceipt, changeReceipt, getReceipt, type Receipt, targetOf } from "./receipts.ts";

const PATH = "/api/users/v1/me/consents";
const ONE = `${PATH}/{consentId}`;
const own = { scope: SELF_SERVICE_SCOPE };

/** What the user themselves has agreed to, or not (contract §19, security bar 25.3). */
export const ownConsentOperations: readonly Operation[] = [
  operation({
    ...own,
    id: "addConsentOfLoggedInUser",
    method: "POST",
    path: PATH,
    summary: "Keeps what the user agrees to, or not",
    body: z.object(consentShape),
    answers: { 201: z.object({ id: z.string(), subjectId: z.string(), serviceId: z.string() }) },
    async handle({ body: asked }, ctx) {
      const user = await ownUser(ctx);
      const receipt = await addReceipt(user, asked, ctx);
      const { id, document } = receipt;
      const change = { action: "consent.create", target: targetOf(receipt), after: document };
      const body = { id, subjectId: user.userName, serviceId: asked.serviceId };
      return { status: 201, body, location: `${PATH}/${id}`, change };
    },
  }),
  operation({
    ...own,
    id: "listConsentsOfLoggedInUser",
    method: "GET",
    path: PATH,
    summary: "Lists what the user has agreed to, or not",
    query: receiptQuery,
    answers: { 200: z.array(receiptSummaryForm) },
    async handle({ query }, ctx) {
      const { page } = await findReceipts(query, (await ownUser(ctx)).id, ctx);
      return { status: 200, body: await Promise.all(page.map((receipt) => summaryAnswer(receipt, ctx))) };
    },
  }),
  operation({
    ...own,
    id: "getConsentOfLoggedInUser",
    method: "GET",
    path: ONE,
    summary: "Gets what the user has agreed to, or not",
    answers: { 200: receiptForm },
    handle: async (call, ctx) => ({ status: 200, body: await receiptAnswer(await ownReceipt(call, ctx), ctx) }),
  }),
  operation({
    ...own,
    id: "revokeConsentOfLoggedInUser",
    method: "POST",
    path: `${ONE}/revoke`,
    summary: "Withdraws what the user has agreed to, and ends what an application could do by that",
    answers: { 200: undefined },
    async handle(call, ctx) {
      const receipt = await ownReceipt(call, ctx);
      if (receipt.document.state === "REVOKED") return { status: 200 };
      return { status: 200, changes: await changeReceipt(receipt, { ...receipt.document, state: "REVOKED" }, ctx) };
    },
  }),
  operation({
    ...own,
    id: "authorizeConsentOfLoggedInUser",
    method: "POST",
    path: `${ONE}/authorize`,
    summary: "Decides about what waits for the user",
    body: z.object({ state: z.enum(["APPROVED", "REJECTED"]).default("APPROVED") }),
    answers: { 200: undefined },
    async handle(call, ctx) {
      const user = await ownUser(ctx);
      const receipt = await getReceipt(call, ctx);
      const { authorizations, state } = receipt.document;
      const isAsked = authorizations.some(({ userId }) => userId === user.userName);
      if (!isAsked && receipt.userId !== user.id) throw notTheirs();
      if (state !== "PENDING") throw conflict(`The consent is ${state} and waits for nobody.`);
      const decision = { userId: user.userName, state: call.body.state, updatedTime: ctx.nowMilliseconds };
      const others = authorizations.filter(({ userId }) => userId !== user.userName);
      const before = authorizations.find(({ userId }) => userId === user.userName);
      const document = { ...receipt.document, authorizations: [...others, { ...before, ...decision }] };
      return { status: 200, changes: await changeReceipt(receipt, decided(document), ctx) };
    },
  }),
  operation({
    ...own,
    id: "validateConsentOfLoggedInUser",
    method: "GET",
    path: `${ONE}/validate`,
    summary: "Says whether it still counts",
    answers: { 200: validityForm },
    handle: async (call, ctx) => ({ status: 200, body: validityAnswer((await ownReceipt(call, ctx)).document, ctx) }),
  }),
];

/** Refuses another person's. */
async function ownReceipt(call: Pick<Call, "parameters">, ctx: ManagementContext): Promise<Receipt> {
  const user = await ownUser(ctx);
  const receipt = await getReceipt(call, ctx);
  if (receipt.userId !== user.id) throw notTheirs();
  return receipt;
}

function notTheirs() {
  return forbidden("The consent is somebody else's.");
}
