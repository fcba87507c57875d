/**
 * The ending of a message about a word that is not known: the likely meant one, or all that are known when none is near
 * (`did you mean "port"?`, `known are "host", "port"`).
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  return nearest === undefined
    ? `known are ${known.map((name) => `"${name}"`).join(", ")}`
    : `did you mean "${nearest}"?`;
}

/** The known word that differs least, case aside; undefined when more than a third of its letters, rounded up, would have to change. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const changes = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (changes < least && changes <= Math.ceil(candidate.length / 3)) {
      nearest = candidate;
      least = changes;
    }
  }
  return nearest;
}

/** How many letters must be put in, left out or replaced to make one word the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
