import { z } from "zod";

/** The state of what a person has agreed to, or not. */
export const STATES = ["PENDING", "ACTIVE", "REJECTED", "REVOKED", "EXPIRED"] as const;
export type ConsentState = (typeof STATES)[number];

/** Of a purpose or an element. */
export const nameForm = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\0]*$/, "holds a NUL character");
export const properties = z.record(z.string().max(255), z.string().max(1024));
export type Properties = z.infer<typeof properties>;

/** A piece of data: the document of a record whose name is the element's. */
export interface ElementDocument {
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly properties?: Properties | undefined;
}

/** What data is used for: the document of a record whose name is the purpose's. */
export interface PurposeDocument {
  readonly description?: string | undefined;
  readonly type: string;
  /** The id of the version that persons are asked about. */
  readonly latest: string;
  /** By the time that they were made. */
  readonly versions: readonly PurposeVersion[];
}

export interface PurposeVersion {
  readonly id: string;
  readonly version: string;
  readonly description?: string | undefined;
  readonly elements: readonly { readonly id: string; readonly mandatory: boolean }[];
  readonly properties?: Properties | undefined;
}

/** What a person has agreed to, or not: the document of a consent receipt. It says all by itself: purposes may change later. */
export interface ReceiptDocument {
  readonly serviceId: string;
  readonly language?: string | undefined;
  /** As it was decided; one that has run out is told as EXPIRED. */
  readonly state: Exclude<ConsentState, "EXPIRED">;
  /** Milliseconds. */
  readonly expiryTime?: number | undefined;
  readonly purposes: readonly ConsentedPurpose[];
  /** Who has to decide, beside the person or instead of them; by user name. */
  readonly authorizations: readonly ConsentAuthorization[];
  readonly properties?: Properties | undefined;
}

export interface ConsentedPurpose {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly versionId: string;
  readonly version: string;
  readonly elements: readonly { readonly id: string; readonly name: string; readonly displayName: string }[];
  readonly properties?: Properties | undefined;
}

export interface ConsentAuthorization {
  readonly userId: string;
  readonly type?: string | undefined;
  readonly state: "PENDING" | "APPROVED" | "REJECTED" | "REVOKED";
  /** Milliseconds. */
  readonly updatedTime: number;
}

/** The state at a time, in milliseconds. */
export function stateAt({ state, expiryTime }: ReceiptDocument, now: number): ConsentState {
  return state === "ACTIVE" && expiryTime !== undefined && expiryTime <= now ? "EXPIRED" : state;
}

/** The document with the state that follows from what those have decided who had to. */
export function decided(document: ReceiptDocument): ReceiptDocument {
  const states = document.authorizations.map(({ state }) => state);
  if (states.includes("REVOKED")) return { ...document, state: "REVOKED" };
  if (document.state !== "PENDING") return document;
  if (states.includes("REJECTED")) return { ...document, state: "REJECTED" };
  return states.every((state) => state === "APPROVED") ? { ...document, state: "ACTIVE" } : document;
}
