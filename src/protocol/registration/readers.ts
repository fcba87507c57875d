import { readJwks } from "../../crypto/jwk.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import type { PublicKeys } from "../model/client.ts";
import { isTooDeep } from "../nesting.ts";
import { redirectUriFault } from "../redirect-uri.ts";

/** What is wrong with a member's value, as a half sentence that follows the member's name. */
export class MetadataFault extends Error {}

/** Takes a member's value as it was sent; throws a MetadataFault for one that it cannot be. */
export type Reader<Value> = (value: unknown) => Value;

const MOST_ENTRIES = 100;
const LONGEST_URI = 2048;
const YEAR_SECONDS = 31_536_000;
const LABEL = /^[^\s\p{C}]([^\p{C}]{0,253}[^\s\p{C}])?$/u;

export const flag: Reader<boolean> = (value) => {
  if (typeof value !== "boolean") throw new MetadataFault("is not true or false");
  return value;
};

/** A text that people or programs read, of one line. */
export const label: Reader<string> = (value) => {
  if (typeof value !== "string" || !LABEL.test(value)) {
    throw new MetadataFault("is not a text of 1 to 255 characters without blanks at its ends");
  }
  return value;
};

/** One of the words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw new MetadataFault(`is not one of these: ${words.join(", ")}`);
    return word;
  };
}

/** Seconds, as many as a year has at most. */
export function secondsFrom(least: number): Reader<number> {
  return (value) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > YEAR_SECONDS) {
      throw new MetadataFault(`is not a number of seconds from ${least} to ${YEAR_SECONDS}`);
    }
    return value;
  };
}

/** A list of what the reader takes, each once. */
export function listOf<Value>(entry: Reader<Value>): Reader<readonly Value[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > MOST_ENTRIES) {
      throw new MetadataFault(`is not a list of at most ${MOST_ENTRIES} entries`);
    }
    return [...new Set(value.map(entry))];
  };
}

/** Where a browser goes with an answer (security bar 2.3). */
export const redirectUri: Reader<string> = (value) => {
  const uri = uriText(value);
  const fault = redirectUriFault(uri);
  if (fault !== undefined) throw new MetadataFault(`holds a URI that ${fault}`);
  return uri;
};

/** An https URL that is called; on loopback it may be http. A fragment is let through where it has a meaning. */
export function webAddress({ fragment }: { readonly fragment: boolean } = { fragment: false }): Reader<string> {
  return (value) => {
    const uri = uriText(value);
    const fault = redirectUriFault(fragment ? uri.replace(/#.*$/s, "") : uri);
    if (!/^https?:/i.test(uri) || fault !== undefined) throw new MetadataFault("is not an https URL");
    return uri;
  };
}

/** An https URL that a browser opens, on loopback too. */
export const httpsUrl: Reader<string> = (value) => {
  const uri = webAddress({ fragment: true })(value);
  if (!/^https:/i.test(uri)) throw new MetadataFault("is not an https URL");
  return uri;
};

/** A key set, which gives no private key away (RFC 7517 §5). */
export const keySet: Reader<NonNullable<PublicKeys["jwks"]>> = (value) => {
  if (isTooDeep(value)) throw new MetadataFault("is nested too deep");
  try {
    return { keys: readJwks(value) };
  } catch (error) {
    if (error instanceof JwtFault) throw new MetadataFault(`cannot be used: ${error.message}`);
    throw error;
  }
};

function uriText(value: unknown): string {
  if (typeof value !== "string") throw new MetadataFault("is not a text");
  if (value.length > LONGEST_URI) throw new MetadataFault(`holds a URI of more than ${LONGEST_URI} characters`);
  return value;
}
