import { styleText } from "node:util";
import type { Difference } from "../configuration/plan.ts";
import { shownText } from "./shown-text.ts";

/** What a person is shown of a kind of change. */
const KINDS = {
  created: { sign: "+", colour: "green" },
  changed: { sign: "~", colour: "yellow" },
  removed: { sign: "-", colour: "red" },
} as const;

export type ShownKind = keyof typeof KINDS;

/** Longer values are cut: what they are in full `--json` tells. */
const LONGEST_VALUE = 100;

/** A line for the thing, and one below it for each difference. Without colours where the output is no terminal. */
export function linesOf(kind: ShownKind, what: string, differences: readonly Difference[] = []): string[] {
  const { sign, colour } = KINDS[kind];
  const painted = (text: string) => styleText(colour, text, { stream: process.stdout });
  return [
    painted(`${sign} ${shownText(what)}`),
    ...differences.map(({ field, before, after }) => {
      const isTold = before !== undefined || after !== undefined;
      return `    ${shownText(field)}${isTold ? `: ${shown(before)} → ${shown(after)}` : ""}`;
    }),
  ];
}

function shown(value: unknown): string {
  const text = value === undefined ? "not set" : shownText(JSON.stringify(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
