import assert from "node:assert/strict";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { REDIRECT_URI } from "./authorization.ts";

/** A command of a task: what to do, with what, and how long to wait, for what, to which end. */
type Command = readonly [verb: string, by: string, target: string, ...rest: (string | number)[]];

interface Task {
  readonly task: string;
  /** Without it, the task is for whatever page the browser has come to. */
  readonly match?: string;
  readonly optional?: boolean;
  readonly commands?: readonly Command[];
}

export interface Automation {
  readonly match: string;
  /** How many URLs it is for; after them comes the next that matches. */
  readonly "match-limit"?: number;
  readonly tasks: readonly Task[];
}

/** What the suite's scripted browser does with the "browser" section of its configuration, as far as ours asks for it. */
export class SuiteBrowser {
  readonly #browser = new ScriptLessBrowser();
  readonly #automations: readonly Automation[];
  readonly #used = new Map<Automation, number>();
  /** Texts that a picture was wanted of. */
  readonly pictures: string[] = [];

  constructor(automations: readonly Automation[]) {
    this.#automations = automations;
  }

  /** Where the tasks for the URL end. Fails on a task that cannot be done. */
  async visit(url: string): Promise<string> {
    const automation = this.#automations.find(
      (one) => matches(url, one.match) && (this.#used.get(one) ?? 0) < (one["match-limit"] ?? Number.POSITIVE_INFINITY),
    );
    assert.ok(automation, `nothing is said about ${url}`);
    this.#used.set(automation, (this.#used.get(automation) ?? 0) + 1);
    let page = await this.#browser.open(url, REDIRECT_URI);
    for (const { task, match = "*", optional = false, commands = [] } of automation.tasks) {
      if (!matches(placeOf(page), match)) {
        assert.ok(optional, `${task}: at ${placeOf(page)}`);
        continue;
      }
      // The last page is the suite's own.
      if (!placeOf(page).startsWith(REDIRECT_URI)) page = await this.#perform(commands, page);
    }
    return placeOf(page);
  }

  async #perform(commands: readonly Command[], page: Page): Promise<Page> {
    const entered = checkedIn(page);
    for (const [verb, by, target, ...rest] of commands) {
      const [tag, text] = find(page, by, target);
      const name = /\bname="([^"]*)"/.exec(tag)?.[1];
      if (verb === "text") entered[name as string] = String(rest[0]);
      if (verb === "wait" && rest[1] !== undefined) {
        assert.match(text, new RegExp(String(rest[1])));
        this.pictures.push(text);
      }
      if (verb === "click" && tag.includes('type="checkbox"')) {
        if (name !== undefined && name in entered) delete entered[name];
        else entered[name as string] = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "on";
        continue;
      }
      if (verb === "click") {
        const pressed = name === undefined ? {} : { [name]: /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "" };
        return this.#browser.submit(page, { ...entered, ...pressed }, REDIRECT_URI);
      }
    }
    return page;
  }
}

/** Where the browser is once it has run the page's script: that of form_post posts the form. */
function placeOf(page: Page): string {
  return page.redirectedTo?.href ?? (page.body.includes('id="form-post"') ? (page.form?.action ?? "") : page.url.href);
}

/** The boxes that are checked already, by name. */
function checkedIn({ body }: Page): Record<string, string> {
  const boxes = body.match(/<input type="checkbox"[^>]*\bchecked\b[^>]*>/g) ?? [];
  return Object.fromEntries(
    boxes.map((tag) => ["name", "value"].map((key) => new RegExp(`\\b${key}="([^"]*)"`).exec(tag)?.[1])),
  );
}

/** The tag of the element, and the text that follows it. */
function find(page: Page, by: string, target: string): readonly [tag: string, text: string] {
  const pattern = by === "id" ? `<[^>]*\\bid="${target}"[^>]*>` : `<${target.split(" ").at(-1)}>`;
  const found = new RegExp(`(${pattern})([^<]*)`).exec(page.body);
  assert.ok(found, `no ${by} ${target} at ${page.url}`);
  return [found[1] as string, found[2] as string];
}

function matches(url: string, pattern: string): boolean {
  const literal = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(url);
}
