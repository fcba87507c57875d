import { refusal } from "./scim-error.ts";

/** A filter as it was sent (RFC 7644 §3.4.2.2): its paths are only read, not yet known. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly terms: readonly Filter[] }
  | { readonly kind: "not"; readonly term: Filter }
  | { readonly kind: "present"; readonly path: string }
  | { readonly kind: "comparison"; readonly path: string; readonly operator: Operator; readonly value: Value }
  | { readonly kind: "element"; readonly path: string; readonly filter: Filter };

export type Operator = (typeof OPERATORS)[number];
export type Value = string | number | boolean | null;

const OPERATORS = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const;

// Security bar 23.4.
const LONGEST_BYTES = 2048;
const DEEPEST = 16;
const MOST_TERMS = 64;

/** A text in quotation marks, a bracket, or a word; a word may hold colons and dots. */
const TOKEN = /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<sign>[()[\]])|(?<word>[^\s()[\]"]+))/y;
const ATTRIBUTE_PATH = /^(?:urn:[\w.:-]+:)?[A-Za-z$][\w$-]*(?:\.[A-Za-z$][\w$-]*)?$/i;

interface Token {
  readonly kind: "text" | "sign" | "word";
  readonly text: string;
}

/** Reads a filter to its tree. Refuses what is none, and one that is longer or deeper than any that is meant well. */
export function parseFilter(text: string): Filter {
  if (Buffer.byteLength(text) > LONGEST_BYTES) throw invalid("is longer than 2048 bytes");
  const reader = new FilterReader(tokensOf(text));
  const filter = reader.disjunction(0);
  reader.end();
  return filter;
}

/** RFC 7644's grammar, a method for each of its levels: `or` binds least, then `and`, then `not`. */
class FilterReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #terms = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  disjunction(depth: number): Filter {
    return this.#joined("or", () => this.#joined("and", () => this.#term(depth)));
  }

  end(): void {
    const left = this.#tokens[this.#at];
    if (left !== undefined) throw invalid(`has a ${left.text} that does not belong there`);
  }

  #joined(kind: "and" | "or", part: () => Filter): Filter {
    const terms = [part()];
    while (this.#take("word", kind)) terms.push(part());
    const [only] = terms as [Filter];
    return terms.length === 1 ? only : { kind, terms };
  }

  #term(depth: number): Filter {
    if (depth > DEEPEST) throw invalid("is nested too deeply");
    const negated = this.#next("word", "not") && this.#tokens[this.#at + 1]?.text === "(";
    if (negated) this.#at += 1;
    if (this.#take("sign", "(")) {
      const filter = this.disjunction(depth + 1);
      this.#expect(")");
      return negated ? { kind: "not", term: filter } : filter;
    }
    return this.#condition(depth);
  }

  #condition(depth: number): Filter {
    this.#terms += 1;
    if (this.#terms > MOST_TERMS) throw invalid("has more than 64 terms");
    const path = this.#word("an attribute");
    if (!ATTRIBUTE_PATH.test(path)) throw invalid(`has ${path} where an attribute belongs`);
    if (this.#take("sign", "[")) {
      const filter = this.disjunction(depth + 1);
      this.#expect("]");
      return { kind: "element", path, filter };
    }
    const operator = this.#word("an operator").toLowerCase();
    if (operator === "pr") return { kind: "present", path };
    if (!(OPERATORS as readonly string[]).includes(operator)) throw invalid(`has no operator ${operator}`);
    return { kind: "comparison", path, operator: operator as Operator, value: this.#value() };
  }

  #value(): Value {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === undefined || token.kind === "sign") throw invalid("ends where a value belongs");
    try {
      const value: unknown = JSON.parse(token.text);
      if (value === null || typeof value !== "object") return value as Value;
    } catch {
      if (token.kind === "text") throw invalid(`has a text that is no JSON: ${token.text}`);
    }
    return token.text; // Asgardeo takes texts without quotation marks too
  }

  #word(what: string): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "word") throw invalid(`ends where ${what} belongs`);
    this.#at += 1;
    return token.text;
  }

  #next(kind: Token["kind"], text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === kind && token.text.toLowerCase() === text;
  }

  #take(kind: Token["kind"], text: string): boolean {
    const found = this.#next(kind, text);
    if (found) this.#at += 1;
    return found;
  }

  #expect(sign: string): void {
    if (!this.#take("sign", sign)) throw invalid(`has no ${sign} where it belongs`);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const rest = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rest.length) {
    const groups = TOKEN.exec(rest)?.groups;
    if (groups === undefined) throw invalid("has a quotation mark without its pair");
    const [kind, found] = Object.entries(groups).find(([, each]) => each !== undefined) as [Token["kind"], string];
    tokens.push({ kind, text: found });
  }
  return tokens;
}

function invalid(fault: string) {
  return refusal("invalidFilter", `The filter ${fault}.`);
}
