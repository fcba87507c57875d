import { idFromBytes, idToBytes } from "../../crypto/ids.ts";

/** The bytes of an id that may be missing. */
export function optionalIdToBytes(id: string | undefined): Buffer | null {
  return id === undefined ? null : idToBytes(id);
}

/** The id of bytes that may be missing. */
export function optionalIdFromBytes(bytes: Buffer | null): string | undefined {
  return bytes === null ? undefined : idFromBytes(bytes);
}

/** A list of names, none of which holds a blank, as one text. */
export function listToText(names: readonly string[]): string {
  return names.join(" ");
}

/** The list that `listToText` wrote. */
export function listFromText(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}

/** The text of a document that few rows have. */
export function documentToText(document: object | undefined): string | null {
  return document === undefined ? null : JSON.stringify(document);
}

/**
 * Whether a text from outside can be looked for at all: PostgreSQL fails on a NUL instead of not finding it, and what fails
 * would be answered as the server's fault.
 */
export function canBeStored(text: string): boolean {
  return !text.includes("\0");
}
