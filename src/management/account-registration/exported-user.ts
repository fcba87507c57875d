import { z } from "zod";
import { isId } from "../../crypto/ids.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import type { ReceiptDocument } from "../consents/model.ts";
import { stateAt } from "../consents/model.ts";
import type { Receipt } from "../consents/receipts.ts";
import { localClaimUri } from "../local-claims.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { ownUser } from "../self-service/own-user.ts";

const PATH = "/api/identity/user/v1.0";
/** Receipts that are read at a time. */
const AT_ONCE = 200;
/** The edition of the form that receipts are told in (Kantara Consent Receipt). */
const RECEIPT_VERSION = "KI-CR-v1.1.0";

const exportedForm = z.object({
  /** By the URIs of the attributes. */
  basic: z.record(z.string(), z.string()),
  consents: z.array(z.looseObject({ version: z.string(), consentReceiptID: z.string() })),
  security: z.object({}),
});
const foundForm = z.array(z.object({ username: z.string(), userId: z.string() }));

/** What is known of a person, to be taken along (contract §20.1). */
export const exportOperations: readonly Operation[] = [
  operation({
    id: "exportOwnUser",
    method: "GET",
    path: `${PATH}/me`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Tells the user what is known of them",
    answers: { 200: exportedForm },
    handle: async (_call, ctx) => ({ status: 200, body: await exported(await ownUser(ctx), ctx) }),
  }),
  operation({
    id: "findUserToExport",
    method: "GET",
    path: `${PATH}/pi-info`,
    scope: "internal_user_mgt_list",
    summary: "Finds the id that a user's data is told by",
    query: z.object({ username: z.string() }),
    answers: { 200: foundForm },
    async handle({ query: { username } }, ctx) {
      const { user } = (await ctx.store.users.findByName(username)) ?? {};
      if (user === undefined) throw notFound(username);
      return { status: 200, body: [{ username: user.userName, userId: user.id }] };
    },
  }),
  operation({
    id: "exportUser",
    method: "GET",
    path: `${PATH}/pi-info/{userId}`,
    scope: "internal_user_mgt_view",
    summary: "Tells what is known of a user",
    answers: { 200: exportedForm },
    async handle({ parameters: { userId = "" } }, ctx) {
      // Asgardeo takes the name too, in base64.
      const name = Buffer.from(userId, "base64").toString("utf8");
      const user = isId(userId) ? await ctx.store.users.find(userId) : (await ctx.store.users.findByName(name))?.user;
      if (user === undefined) throw notFound(userId);
      return { status: 200, body: await exported(user, ctx) };
    },
  }),
];

async function exported(user: User, ctx: ManagementContext): Promise<z.infer<typeof exportedForm>> {
  const { id, userName, claims, updatedAt } = user;
  const told = Object.entries(claims).filter(([, value]) => value !== undefined);
  const receipts = await receiptsOf(user, ctx);
  return {
    basic: {
      [localClaimUri("userid")]: id,
      [localClaimUri("username")]: userName,
      [localClaimUri("modified")]: new Date(updatedAt * 1000).toISOString(),
      ...Object.fromEntries(told.map(([claim, value]) => [localClaimUri(claim), textOf(value)])),
    },
    consents: receipts.map((receipt) => consentReceipt(receipt, user, ctx)),
    // There are no questions whose answers would be told here.
    security: {},
  };
}

async function receiptsOf({ id: userId }: User, { store }: ManagementContext): Promise<Receipt[]> {
  const all: Receipt[] = [];
  for (;;) {
    const after = all.at(-1)?.id;
    const read = await store.consentReceipts.list<ReceiptDocument>({ userId, after, limit: AT_ONCE });
    all.push(...read);
    if (read.length < AT_ONCE) return all;
  }
}

function consentReceipt(
  { id, document, createdAt }: Receipt,
  user: User,
  { tenant, nowMilliseconds }: ManagementContext,
) {
  const { serviceId, language, purposes } = document;
  return {
    version: RECEIPT_VERSION,
    jurisdiction: "",
    consentTimestamp: createdAt,
    collectionMethod: "",
    consentReceiptID: id,
    ...(language !== undefined && { language }),
    piiPrincipalId: user.userName,
    tenantDomain: tenant.handle,
    state: stateAt(document, nowMilliseconds),
    piiControllers: [],
    policyUrl: "",
    services: [
      {
        service: serviceId,
        tenantDomain: tenant.handle,
        purposes: purposes.map(({ name, elements }) => ({
          purpose: name,
          piiCategory: elements.map((element) => ({ piiCategory: element.displayName })),
        })),
      },
    ],
    sensitive: false,
    spiCat: [],
  };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(textOf).join(",") : JSON.stringify(value);
}

function notFound(name: string): ManagementError {
  return new ManagementError(404, "UEX-10001", "User not found.", `There is no user ${name}.`);
}
