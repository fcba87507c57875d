import type { Kind } from "./kinds.ts";
import { SettingsError } from "./settings-error.ts";

const LEAST_CHARACTERS = 32;
/** Of 32 random characters in hexadecimal fewer are different once in some millions of tokens. */
const LEAST_VARIETY = 10;
const REMEDY = "make one with `tessera new-encryption-key`";

/** The operator's credential, as a Bearer token is written (RFC 6750 §2.1). What can be guessed is refused (security bar 26.4). */
export const operatorToken: Kind<string> = {
  name: `secret of at least ${LEAST_CHARACTERS} characters`,
  secret: true,
  parse,
};

function parse(text: string): string {
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(text)) {
    throw new SettingsError(`holds characters that a Bearer token has not: ${REMEDY}`);
  }
  if (text.length < LEAST_CHARACTERS)
    throw new SettingsError(`is shorter than ${LEAST_CHARACTERS} characters: ${REMEDY}`);
  if (new Set(text).size < LEAST_VARIETY)
    throw new SettingsError(`is no random secret (a sample or a pattern): ${REMEDY}`);
  return text;
}
