/** What would end a line, steer a terminal, or turn the direction of what stands behind it. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text that others have chosen, as it can be printed: what cannot be seen is written out. */
export function shownText(text: string): string {
  return text.replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
