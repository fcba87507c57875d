import type { z } from "zod";
import { didYouMean } from "../settings/nearest-word.ts";
import type { Path, Source } from "./source.ts";

/** Keys whose value is never shown. */
const SECRET_KEYS = ["password", "clientSecret", "previousClientSecret", "androidAttestationServiceCredentials"];

/** Something wrong at one place of a configuration file. */
export interface Fault {
  readonly path: Path;
  /** A half sentence that follows the path and the value. */
  readonly message: string;
  /** Points at the key, not the value. */
  readonly part?: "key";
}

/** What a schema found wrong with the file's value. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], value: unknown): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = issue.path as (string | number)[];
    if (issue.code === "unrecognized_keys") {
      const known = issue.message.split(" ");
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not known: ${didYouMean(key, known)}`,
        part: "key",
      }));
    }
    return [{ path, message: sentenceOf(issue, valueAt(value, path)) }];
  });
}

/** A fault as a line: place, key path, the value where it is short and no secret, and what is wrong. */
export function lineOf(fault: Fault, source: Source): string {
  const value = valueAt(source.value, fault.path);
  const key = fault.path.at(-1);
  const shown = ["string", "number", "boolean"].includes(typeof value) && fault.part === undefined && key !== undefined;
  const secret = SECRET_KEYS.includes(String(key));
  const path = pathText(fault.path);
  const parts = [path, shown && !secret ? JSON.stringify(value) : "", fault.message].filter((part) => part !== "");
  return `${source.place(fault.path, fault.part)}: ${parts.join(" ")}`;
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

const TYPES: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a section of keys",
  record: "a section of keys",
};

function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type": {
      const expected = TYPES[issue.expected] ?? issue.expected;
      return value === undefined ? `is missing: give ${expected}` : `is not ${expected}`;
    }
    case "invalid_value":
      return `is not known: use one of ${issue.values.join(", ")}`;
    case "too_small":
      if (issue.origin === "array") return "is empty: list at least one, or leave it out";
      return issue.origin === "string" ? ownMessage(issue, "is empty") : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? ownMessage(issue, `is longer than ${issue.maximum} characters`)
        : `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** The schema's message where it has one of its own. */
function ownMessage(issue: z.core.$ZodIssue, otherwise: string): string {
  return issue.message.startsWith("is ") ? issue.message : otherwise;
}

function pathText(path: Path): string {
  if (path.length === 0) return "the file";
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
