import { styleText } from "node:util";
import type { Exchange } from "./script-less-browser.ts";

const LONGEST_LINE = 160;
/** The headers that a newcomer should see; the others say nothing about the protocol. */
const SHOWN_HEADERS = ["location", "set-cookie", "content-type", "cache-control"];
/** Typed by a person in real life, so not shown here either. */
const HIDDEN_FIELDS = ["password", "csrfToken"];

/** Tells the journey on the terminal: numbered steps, each with its HTTP exchanges. */
export class Narrator {
  #steps = 0;

  title(text: string): void {
    console.log(styleText("bold", `\n${text}`));
  }

  /** Begins a step: what happens, and why. */
  step(what: string, why: string): void {
    console.log(styleText(["bold", "cyan"], `\n${++this.#steps}. ${what}`));
    for (const line of wrapped(why)) console.log(`   ${line}`);
    console.log("");
  }

  /** Shows one request with its answer. */
  exchange({ method, url, form, response, body }: Exchange): void {
    this.#line("green", ">", `${method} ${url.pathname}${url.search}`);
    for (const [name, value] of form ?? []) {
      this.#line("green", ">", `    ${name}=${HIDDEN_FIELDS.includes(name) ? "…" : value}`);
    }
    this.#line("yellow", "<", `${response.status} ${response.statusText}`);
    for (const name of SHOWN_HEADERS) {
      const values = name === "set-cookie" ? response.headers.getSetCookie() : [response.headers.get(name)];
      for (const value of values) if (value !== null) this.#line("yellow", "<", `    ${name}: ${value}`);
    }
    if (response.headers.get("content-type")?.startsWith("application/json")) this.json(JSON.parse(body));
    else if (body.startsWith("<!")) this.#line("yellow", "<", `    a page: ${/<title>([^<]*)/.exec(body)?.[1] ?? ""}`);
    console.log("");
  }

  /** Shows a value as JSON, indented. */
  json(value: unknown): void {
    for (const line of JSON.stringify(value, null, 2).split("\n")) this.#line("yellow", " ", `    ${line}`);
  }

  result(text: string): void {
    console.log(`   ${styleText("green", "✔")} ${text}`);
  }

  #line(colour: "green" | "yellow", sign: string, text: string): void {
    const shown = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text;
    console.log(`   ${styleText(colour, sign)} ${shown}`);
  }
}

function wrapped(text: string): string[] {
  return text.match(/.{1,100}(?:\s|$)/g)?.map((line) => line.trim()) ?? [];
}
