import type { PasswordRules } from "../protocol/model/tenant.ts";

/** What the password lacks of the organization's rules, as half a sentence; undefined: nothing. */
export function passwordRuleFault(password: string, rules: PasswordRules = {}): string | undefined {
  const characters = [...password];
  const { least, most, digits, upperCase, lowerCase, special, unique, repeated } = rules;
  const tooFew: readonly [wanted: number | undefined, there: number, what: string][] = [
    [least, characters.length, "characters"],
    [digits, countOf(password, /\p{Nd}/gu), "digits"],
    [upperCase, countOf(password, /\p{Lu}/gu), "capital letters"],
    [lowerCase, countOf(password, /\p{Ll}/gu), "small letters"],
    [special, countOf(password, /[^\p{L}\p{Nd}\s]/gu), "other signs"],
    [unique, new Set(characters).size, "different characters"],
  ];
  for (const [wanted = 0, there, what] of tooFew) {
    if (there < wanted) return `has fewer than ${wanted} ${what}`;
  }
  if (most !== undefined && characters.length > most) return `has more than ${most} characters`;
  if (repeated !== undefined && longestRun(characters) > repeated) {
    return `has a character more than ${repeated} times in a row`;
  }
  return undefined;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function longestRun(characters: readonly string[]): number {
  let longest = 0;
  let run = 0;
  for (const [index, character] of characters.entries()) {
    run = character === characters[index - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
