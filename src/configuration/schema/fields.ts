import { z } from "zod";
import { HANDLE, HANDLE_FAULT } from "../../protocol/handle.ts";
import { expandCallbackUrl, redirectUriFault } from "../../protocol/redirect-uri.ts";
import { didYouMean } from "../../settings/nearest-word.ts";
import { strictObject } from "../strict-object.ts";
import { matching, text } from "../texts.ts";

export const YEAR_SECONDS = 31_536_000;

export const anything = z.record(z.string(), z.unknown());

export const seconds = z.number().int().min(1).max(YEAR_SECONDS);

export function wordOf(words: readonly string[]) {
  return text((value) => (words.includes(value) ? undefined : `is not known: ${didYouMean(value, words)}`));
}

export const handle = matching(HANDLE, HANDLE_FAULT);

export const clientId = matching(/^[\x21-\x7e]{1,255}$/, "is not 1 to 255 printable ASCII characters without blanks");

export const callbackUrl = text((entry) => {
  const uris = expandCallbackUrl(entry);
  if (uris === undefined)
    return "is a pattern: list the URLs one by one, or as regexp=(https://a.example|https://b.example)";
  return uris.map(redirectUriFault).find((fault) => fault !== undefined);
});

export const origin = text((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.origin !== value) return "is not an origin: write scheme, host and port only, as in https://app.example.com";
  return redirectUriFault(value);
});

function webPageFault(value: string): string | undefined {
  if (!/^https?:/i.test(value)) return "is not a web address: write it as https://app.example.com/page";
  return redirectUriFault(value);
}

export const webPage = text(webPageFault);

/** Its fragment may be the hash of what is there (OIDC Core §6.2). */
export const requestUri = text((value) => webPageFault(value.replace(/#[\w-]*$/, "")));

export const clientSecret = z.string().min(1).max(255);

export const secretHash = matching(/^[A-Za-z0-9_-]{43}$/, "is not the base64url of a secret's SHA-256");

export const time = z.iso.datetime("is not a time: write it as 2026-12-31T23:59:59Z");

/** Where somebody else's public keys are: an address, or the keys themselves. */
export const publicKeys = {
  jwksUri: webPage.optional(),
  jwks: strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
  certificate: z.string().startsWith("-----BEGIN CERTIFICATE-----", "is not a PEM certificate").optional(),
};
