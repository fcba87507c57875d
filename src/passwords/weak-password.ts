import { readFileSync } from "node:fs";
import { isTwoRuns, runLengthAt } from "./keyboard-runs.ts";

/** Why a password is too easily guessed. */
export type Weakness = "repeats" | "context" | "common";

/** Shorter passwords are refused anyway. */
const COMMON = new Set(readWords(new URL("common-passwords.txt", import.meta.url)));

/** Alone such a word is among the first that are guessed; shorter ones are only as a part of a password. In characters. */
const SHORTEST_ALONE = 4;
/**
 * Of longer passwords two or three words are enough of a secret not to be among the first that are guessed, and shorter ones come about by
 * chance. In characters.
 */
const COMPOUND = { shortest: 7, shortestOfThree: 9, longest: 12 };
const CUT_AT = 8;
const CUT = new Set([...COMMON].filter((word) => word.length > CUT_AT).map((word) => word.slice(0, CUT_AT)));
/** What other words are made of a word with. */
const ENDINGS =
  /(?:es|s|ed|d|ing|ings|er|ers|or|y|ie|in|ness|ful|less|ly|man|men|boy|girl|guy|fan|land|ster|ish|ism|ist|ed)$/;

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
/** One of them is like two letters. */
const LIKE_L = { ...LOOKALIKES, "1": "l" };
/** The letters on the keys, as they are written in Latin. */
const RUSSIAN_KEYS: Record<string, string> = {
  ...{ q: "y", w: "ts", e: "u", r: "k", t: "e", y: "n", u: "g", i: "sh", o: "sch", p: "z", "[": "h", "]": "" },
  ...{ a: "f", s: "y", d: "v", f: "a", g: "p", h: "r", j: "o", k: "l", l: "d", ";": "zh", "'": "e" },
  ...{ z: "ya", x: "ch", c: "s", v: "m", b: "i", n: "t", m: "", ",": "b", ".": "yu", "`": "e" },
};
/** Of a name of the surroundings that is looked for within a password. In characters. */
const SHORTEST_INSIDE = 5;
/** Beside such a name: as many digits are a secret of their own. */
const MOST_SIGNS_AROUND = 11;
const LONGEST_UNIT = 4;
/** Of digits alone: days, phone numbers, rows of keys. */
const FEW_DIGITS = /^\d{1,11}$/;

/**
 * Why a password is too easily guessed; undefined: it is not. Refused are the most common words, also two or three in a row, with endings,
 * accents, look-alike letters and up to five digits or signs around them, or more that are easily guessed themselves, or typed with the keys of
 * a Russian keyboard; what lies side by side on keyboards and in alphabets; numbers; what repeats itself; and the words of the context (security
 * bar 17.3).
 */
export function weaknessOf(password: string, context: readonly string[]): Weakness | undefined {
  const lower = folded(password);
  if (new Set(lower).size < 4) return "repeats";
  const forms = formsOf(lower);
  const own = context.flatMap(wordsOf);
  if ([...forms].some((form) => own.includes(form))) return "context";
  const hasFewSigns = lower.length - lettersOf(lower).length <= MOST_SIGNS_AROUND;
  if (hasFewSigns && [...forms].some((form) => isMadeOf(own, form))) return "context";
  if (FEW_DIGITS.test(lower) || isOfRuns(lower)) return "common";
  const unit = single(lower);
  if (unit !== lower && unit.length <= LONGEST_UNIT) return "repeats";
  return [...forms].some((form) => isCommon(form) || isRussian(form)) ? "common" : undefined;
}

/** The name as a whole, without what stands between its parts, and its parts. */
function wordsOf(name: string): string[] {
  const lower = folded(name);
  const parts = lower.split(/[^\p{L}\p{N}]+/u);
  return [lower, parts.join(""), ...parts].filter((word) => word !== "");
}

/** Little else than the longer ones of the words. */
function isMadeOf(own: readonly string[], form: string): boolean {
  const rest = own.reduce((left, word) => (word.length < SHORTEST_INSIDE ? left : left.replaceAll(word, "")), form);
  return rest !== form && lettersOf(rest).length < SHORTEST_ALONE;
}

/** The letters of it, and pictures: neither is what people put around a word. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{Extended_Pictographic}]+/gu, "");
}

/** A common word, with an ending, the beginning of one as older systems cut it, or several short ones in a row. */
function isCommon(form: string): boolean {
  if (form.length < SHORTEST_ALONE) return false;
  if (COMMON.has(form) || CUT.has(form) || isCompound(form)) return true;
  const stem = form.replace(ENDINGS, "");
  if (stem.length < SHORTEST_ALONE || stem === form) return false;
  return [stem, `${stem}e`, stem.replace(/(.)\1$/, "$1")].some((word) => COMMON.has(word));
}

/** Two or three words or runs, with nothing in between. */
function isCompound(form: string): boolean {
  const { length } = form;
  if (length < COMPOUND.shortest || length > COMPOUND.longest) return false;
  return consistsOf(form, length < COMPOUND.shortestOfThree ? 2 : 3);
}

function consistsOf(form: string, parts: number): boolean {
  if (isPart(form)) return true;
  if (parts === 1) return false;
  return [...form].some((_, at) => at > 0 && isPart(form.slice(0, at)) && consistsOf(form.slice(at), parts - 1));
}

/** Single letters, and runs of three, come about by chance too often. */
function isPart(text: string): boolean {
  return (text.length > 1 && COMMON.has(text)) || (text.length > 3 && runLengthAt(text, 0) === text.length);
}

/** Of runs alone, but for a character, or a few beside a long one. */
function isOfRuns(text: string): boolean {
  if (isTwoRuns(text)) return true;
  let longest = 0;
  let others = 0;
  for (let at = 0; at < text.length; ) {
    const length = runLengthAt(text, at);
    longest = Math.max(longest, length);
    if (length === 0) others += 1;
    at += length || 1;
  }
  return others <= (longest < 5 ? 1 : longest < 7 ? 2 : 3);
}

/** Small letters without accents; full-width ones are the same keys in another mode. */
function folded(text: string): string {
  const bare = text.normalize("NFKD").replace(/(?<=\p{Script=Latin})\p{M}+/gu, "");
  return bare.normalize("NFC").toLowerCase();
}

/** Which words it may have been made of. */
function formsOf(lower: string): Set<string> {
  const bare = stripped(lower);
  const alike = [LOOKALIKES, LIKE_L].flatMap((signs) => [lower, bare].map((text) => withoutLookalikes(text, signs)));
  const forms = [lower, bare, ...alike, ...alike.map(stripped)];
  return new Set([...forms, ...forms.map(single)]);
}

/** Without the digits and signs at each end. */
function stripped(text: string): string {
  return text.replace(/^\P{L}+/u, strippedEnd).replace(/\P{L}+$/u, strippedEnd);
}

/** What is left of them: nothing of a few, nor of more that lie side by side or repeat themselves. */
function strippedEnd(end: string): string {
  return end.length <= 5 || isOfRuns(end) || single(end) !== end ? "" : end;
}

function withoutLookalikes(text: string, signs: Readonly<Record<string, string>>): string {
  return text.replace(/[013457@$!]/g, (sign) => signs[sign] as string);
}

/** A common word as whoever has a Russian keyboard in mind types it on a Latin one. */
function isRussian(form: string): boolean {
  if (form.length <= SHORTEST_ALONE) return false;
  return COMMON.has(form.replace(/./gs, (key) => RUSSIAN_KEYS[key] ?? key));
}

/** What is written twice or more, once. */
function single(text: string): string {
  return /^(.+?)\1+$/s.exec(text)?.[1] ?? text;
}

function readWords(file: URL): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => !line.startsWith("#")).flatMap((line) => line.split(" ").filter((word) => word !== ""));
}
