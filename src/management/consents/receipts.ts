import { isId, newId } from "../../crypto/ids.ts";
import type { User } from "../../protocol/model/user.ts";
import type { ConsentReceipt } from "../../store/port/consents.ts";
import { withdraw } from "../authorized-apps/authorized-apps.ts";
import type { Change, ManagementContext } from "../operation.ts";
import { signInStores } from "../sign-in-stores.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import type { ConsentedPurpose, ElementDocument, Properties, PurposeDocument, ReceiptDocument } from "./model.ts";
import { getVersion } from "./purposes.ts";

export type Receipt = ConsentReceipt<ReceiptDocument>;

/** What a receipt is made of, as it was sent. */
export interface AskedConsent {
  readonly serviceId: string;
  readonly language?: string | undefined;
  readonly purposes: readonly AskedPurpose[];
  readonly state: "ACTIVE" | "REJECTED";
  readonly expiryTime?: number | null | undefined;
  readonly authorizations?: readonly { readonly userId: string; readonly type?: string | undefined }[] | undefined;
  readonly properties?: Properties | undefined;
}

interface AskedPurpose {
  readonly id: string;
  readonly elements: readonly { readonly id: string }[];
}

/** Keeps what the person has agreed to, or not. With others who have to decide it waits for them. */
export async function addReceipt(subject: User, asked: AskedConsent, ctx: ManagementContext) {
  const { nowMilliseconds, now, store } = ctx;
  const authorizations = asked.authorizations ?? [];
  const document: ReceiptDocument = {
    serviceId: asked.serviceId,
    language: asked.language,
    state: authorizations.length > 0 ? "PENDING" : asked.state,
    expiryTime: asked.expiryTime ?? undefined,
    purposes: await Promise.all(asked.purposes.map((purpose) => consentedPurpose(purpose, asked.state, ctx))),
    authorizations: authorizations.map((one) => ({ ...one, state: "PENDING", updatedTime: nowMilliseconds })),
    properties: asked.properties,
  };
  const receipt = { id: newId(nowMilliseconds), userId: subject.id, document };
  if (!(await store.consentReceipts.add(receipt, now))) throw invalid("The user was removed meanwhile.");
  return receipt;
}

/** The receipt that the path names. Refuses an id that is none. */
export async function getReceipt(
  { parameters }: { readonly parameters: Readonly<Record<string, string>> },
  { store }: ManagementContext,
): Promise<Receipt> {
  const id = parameters.consentId as string;
  const receipt = isId(id) ? await store.consentReceipts.find<ReceiptDocument>(id) : undefined;
  if (receipt === undefined) throw notFound("Consent", id);
  return receipt;
}

/**
 * Stores the receipt's new document. What was agreed to about an application of ours, and is withdrawn by that, ends what the person has
 * allowed it, with all its tokens (security bar 25.3). Returns what was changed.
 */
export async function changeReceipt(
  receipt: Receipt,
  document: ReceiptDocument,
  ctx: ManagementContext,
): Promise<Change[]> {
  const { id, version, document: before } = receipt;
  if (!(await ctx.store.consentReceipts.replace({ id, version, document }))) {
    throw conflict("Somebody else has changed the consent meanwhile.");
  }
  const change = { action: "consent.update", target: targetOf(receipt), before, after: document };
  return document.state === "REVOKED" ? [change, ...(await withdrawFromService(receipt, ctx))] : [change];
}

/** For the audit log. */
export function targetOf({ id }: Pick<Receipt, "id">) {
  return { kind: "consent", id };
}

async function withdrawFromService({ userId, document }: Receipt, ctx: ManagementContext): Promise<Change[]> {
  const { serviceId } = document;
  const found = await Promise.all(
    signInStores(ctx).map(
      async ({ clients }) => (await clients.find(serviceId)) ?? (await clients.findByApplicationId(serviceId)),
    ),
  );
  const client = found.find((one) => one !== undefined);
  const user = await ctx.store.users.find(userId);
  if (client?.application === undefined || user === undefined) return [];
  const { clientId, name, application } = client;
  const { change } = await withdraw(user, [{ id: application.id, name, clientId, approvedScopes: [] }], ctx);
  return change === undefined ? [] : [change];
}

/** The purpose as its latest version has it. Who agrees, agrees to what is mandatory; all there is to agree to is named by the purpose. */
async function consentedPurpose(
  { id, elements: asked }: AskedPurpose,
  state: AskedConsent["state"],
  { store }: ManagementContext,
): Promise<ConsentedPurpose> {
  const purpose = await store.records.find<PurposeDocument>("consent purpose", id);
  if (purpose === undefined) throw invalid(`There is no purpose ${id}.`);
  const version = getVersion(purpose, purpose.document.latest);
  const ids = new Set(asked.map((element) => element.id));
  const missing = version.elements.find((element) => element.mandatory && !ids.has(element.id));
  if (state === "ACTIVE" && missing !== undefined) throw invalid(`The element ${missing.id} is mandatory.`);
  const elements = await Promise.all(
    [...ids].map(async (elementId) => {
      const element = await store.records.find<ElementDocument>("consent element", elementId);
      if (element === undefined || !version.elements.some((one) => one.id === elementId)) {
        throw invalid(`${purpose.name} has no element ${elementId}.`);
      }
      return { id: elementId, name: element.name, displayName: element.document.displayName ?? element.name };
    }),
  );
  const { name, document } = purpose;
  const { id: versionId, version: label, properties } = version;
  return { id, name, type: document.type, versionId, version: label, elements, properties };
}
