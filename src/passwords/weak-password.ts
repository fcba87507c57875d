import { readFileSync } from "node:fs";

/** Why a password is too easily guessed. */
export type Weakness = "repeats" | "context" | "common";

/** Shorter passwords are refused anyway. */
const COMMON = new Set(readWords(new URL("common-passwords.txt", import.meta.url)));

/** Of longer passwords two words are enough of a secret not to be among the first that are guessed. In characters. */
const LONGEST_PAIR = 11;
const CUT_AT = 8;
const CUT = new Set([...COMMON].filter((word) => word.length > CUT_AT).map((word) => word.slice(0, CUT_AT)));

const LOOKALIKES: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};
const ROWS = [
  "01234567890123456789",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiop",
  "azertyuiop",
];
const COLUMNS = [
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5y6u7i8o9p0",
  "zaq12wsxcde34rfv",
  "qazwsxedcrfvtgbyhnujm",
];
const RUNS = [...ROWS, ...COLUMNS].flatMap((run) => [run, [...run].reverse().join("")]);
/** Of digits alone: days, phone numbers, rows of keys. */
const FEW_DIGITS = /^\d{1,11}$/;

/**
 * Why a password is too easily guessed; undefined: it is not. Refused are the most common ones, also in twos, with look-alike letters and
 * with up to five digits or signs around them, rows and columns of keys, numbers, and the words of the context (security bar 17.3).
 */
export function weaknessOf(password: string, context: readonly string[]): Weakness | undefined {
  const lower = password.toLowerCase();
  if (new Set(lower).size < 4) return "repeats";
  const forms = [lower, stripped(lower), withoutLookalikes(lower), withoutLookalikes(stripped(lower))].map(single);
  const own = context.map((word) => word.toLowerCase());
  if (forms.some((form) => own.includes(form))) return "context";
  if (FEW_DIGITS.test(lower) || forms.some(isCommon)) return "common";
  return RUNS.some((run) => run.includes(single(lower))) ? "common" : undefined;
}

/** A common word, several of it, the beginning of one as older systems cut it, or two short ones in a row. */
function isCommon(form: string): boolean {
  if (COMMON.has(form) || COMMON.has(form.replace(/s$/, "")) || CUT.has(form)) return true;
  const isShort = form.length <= LONGEST_PAIR;
  return isShort && [...form].some((_, at) => COMMON.has(form.slice(0, at)) && COMMON.has(form.slice(at)));
}

/** Without up to five digits and signs at each end. */
function stripped(text: string): string {
  return text.replace(/^[^\p{L}]{1,5}/u, "").replace(/[^\p{L}]{1,5}$/u, "");
}

function withoutLookalikes(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => LOOKALIKES[sign] as string);
}

/** What is written twice or more, once. */
function single(text: string): string {
  return /^(.+?)\1+$/s.exec(text)?.[1] ?? text;
}

function readWords(file: URL): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => !line.startsWith("#")).flatMap((line) => line.split(" ").filter((word) => word !== ""));
}
