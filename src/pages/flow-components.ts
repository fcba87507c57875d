import { html } from "hono/html";
import { wordOf } from "./brand.ts";
import { accountWords } from "./languages/accounts.ts";
import { flowWords } from "./languages/flows.ts";
import type { PageFrame } from "./layout.ts";
import { newPasswordFields } from "./new-password-fields.ts";
import type { Html } from "./template.ts";

/** Something that an organization has put on a page, as an application is told of it (contract §20.3). */
export interface FlowComponent {
  readonly id: string;
  /** Of what does something. */
  readonly actionId?: string | undefined;
  readonly type: string;
  readonly variant?: string | undefined;
  readonly components?: readonly FlowComponent[] | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

interface Drawing {
  readonly frame: PageFrame;
  readonly entered: Readonly<Record<string, string>>;
  /** What is wrong, by the name of the fault; undefined: nothing. The page says it in an alert. */
  readonly fault: string | undefined;
  /** What comes before the first button. */
  readonly beforeButton: Html | undefined;
}

const CLAIMS = "http://wso2.org/claims/";
const PASSWORD = "password";
const CODE = "otp";

/** How the fields are filled in that browsers know, and what they are called where the designer has not said. */
const KNOWN = {
  [`${CLAIMS}username`]: ["username", "userName"],
  [`${CLAIMS}emailaddress`]: ["email", "email"],
  [`${CLAIMS}givenname`]: ["given-name", "givenName"],
  [`${CLAIMS}lastname`]: ["family-name", "familyName"],
  [`${CLAIMS}mobile`]: ["tel", "mobile"],
  [`${CLAIMS}telephone`]: ["tel", "mobile"],
  [CODE]: ["one-time-code", "code"],
} as const;

/** The alert of the page. */
export const ALERT_ID = "account-alert";

/** The fields that faults are of. */
const FAULTY: Readonly<Record<string, readonly string[]>> = {
  "user name": [`${CLAIMS}username`],
  taken: [`${CLAIMS}username`],
  email: [`${CLAIMS}emailaddress`],
  "mobile number": [`${CLAIMS}mobile`, `${CLAIMS}telephone`],
  code: [CODE],
  missing: [],
  confirmation: [],
  connection: [],
  passkey: [],
  termsMissing: [],
};

/** By the variants of fields. */
const TYPES: Readonly<Record<string, string>> = { EMAIL: "email", TELEPHONE: "tel", NUMBER: "number", DATE: "date" };

/** What the step calls itself: its first heading. */
export function headingOf(components: readonly FlowComponent[], frame: PageFrame): string | undefined {
  const first = every(components).find(isHeading);
  return first && textOf(first, frame);
}

/** The fields, texts and buttons in their order, in one form. What a page of ours cannot show is left out. */
export function flowComponents(components: readonly FlowComponent[], drawing: Drawing): Html {
  const all = every(components);
  const heading = all.find(isHeading);
  const buttons = all.filter(isButton);
  const forms = all.filter(({ type }) => type === "FORM");
  const ofForms = new Set(forms.flatMap((form) => every(form.components)));
  const isMain = (button: FlowComponent) =>
    (button.variant ?? "PRIMARY") === "PRIMARY" && (forms.length === 0 || ofForms.has(button));
  const main = buttons.find(isMain) ?? buttons[0];
  const drawn = all.map((each) => {
    if (each === heading) return undefined;
    if (!isButton(each)) return component(each, drawing);
    const before = each === buttons[0] ? drawing.beforeButton : undefined;
    return html`${before}
        ${button(each, isMain(each), drawing.frame)}`;
  });
  // What the key of return does is what the first button does.
  const first =
    main === undefined || main === buttons[0]
      ? undefined
      : html`<button class="hidden" type="submit" name="actionId" value="${main.actionId}" tabindex="-1" aria-hidden="true"></button>`;
  return html`${first}
        ${drawn}`;
}

function component(each: FlowComponent, drawing: Drawing): Html | undefined {
  const { frame } = drawing;
  switch (each.type) {
    case "INPUT":
    case "CHECKBOX":
      return field(each, drawing);
    case "SELECT":
    case "RADIO":
      return choice(each, drawing);
    case "DIVIDER":
      return html`<p class="quiet divider">${textOf(each, frame)}</p>`;
    case "TYPOGRAPHY":
      return isHeading(each) ? html`<h2>${textOf(each, frame)}</h2>` : paragraph(textOf(each, frame));
    case "RICH_TEXT":
      return paragraph(withoutTags(textOf(each, frame)));
    default:
      return undefined;
  }
}

function field(each: FlowComponent, { frame, entered, fault }: Drawing): Html | undefined {
  const { config = {}, variant = "" } = each;
  const { identifier, required, hint } = config;
  if (typeof identifier !== "string") return undefined;
  const isRefused = fault !== undefined && isOf(fault, identifier);
  if (identifier === PASSWORD) return newPasswordFields(frame.language, isRefused ? ALERT_ID : undefined);
  const [autocomplete] = knownOf(identifier);
  const isCode = identifier === CODE;
  const isNeeded = required === true || isCode ? html`required` : undefined;
  const hasHint = typeof hint === "string" && hint !== "";
  const told = hasHint ? html`<p class="quiet hint" id="${each.id}-hint">${resolved(hint, frame)}</p>` : undefined;
  const about = [...(hasHint ? [`${each.id}-hint`] : []), ...(isRefused ? [ALERT_ID] : [])].join(" ");
  const label = labelOf(each, frame);
  if (each.type === "CHECKBOX" || variant.toUpperCase() === "CHECKBOX") {
    return html`<label class="choice"><input type="checkbox" name="${identifier}" value="true" ${isNeeded}> ${label}</label>
        ${told}`;
  }
  const type =
    TYPES[variant.toUpperCase()] ?? (autocomplete === "email" || autocomplete === "tel" ? autocomplete : "text");
  const value = isCode ? undefined : html`value="${entered[identifier] ?? ""}"`;
  const code = isCode ? html`inputmode="numeric" dir="ltr" spellcheck="false" autofocus` : undefined;
  return html`<label for="${each.id}">${label}</label>
        <input id="${each.id}" name="${identifier}" type="${type}" ${value} maxlength="1024"
          ${autocomplete && html`autocomplete="${autocomplete}"`}
          ${autocomplete === "username" ? html`autocapitalize="none" spellcheck="false"` : undefined}
          ${code} ${isNeeded} ${about === "" ? undefined : html`aria-describedby="${about}"`}
          ${isRefused ? html`aria-invalid="true"` : undefined}>
        ${told}`;
}

/** Whether the fault is of the field; one that has no field of its own is the password's. */
function isOf(fault: string, identifier: string): boolean {
  const fields = Object.hasOwn(FAULTY, fault) ? FAULTY[fault] : [PASSWORD];
  return fields?.includes(identifier) === true;
}

function choice(each: FlowComponent, { frame, entered }: Drawing): Html | undefined {
  const { identifier, required, options } = each.config ?? {};
  if (typeof identifier !== "string" || !Array.isArray(options)) return undefined;
  const values = options.flatMap((option: unknown) => {
    const { value = option, label = value } = (typeof option === "object" ? (option ?? {}) : {}) as Record<
      string,
      unknown
    >;
    return typeof value === "string" ? [[value, typeof label === "string" ? label : value] as const] : [];
  });
  return html`<label for="${each.id}">${labelOf(each, frame)}</label>
        <select id="${each.id}" name="${identifier}" ${required === true ? html`required` : undefined}>
          <option value=""></option>
          ${values.map(([value, label]) => html`<option value="${value}" ${entered[identifier] === value ? html`selected` : undefined}>${resolved(label, frame)}</option>`)}
        </select>`;
}

function button(each: FlowComponent, isMain: boolean, frame: PageFrame): Html {
  const text = textOf(each, frame) || accountWords[frame.language].enterCode.submit;
  return html`<button class="${isMain ? "primary" : "secondary"}" type="submit" name="actionId" value="${each.actionId}"
          id="${each.id}" ${isMain ? undefined : html`formnovalidate`}>${text}</button>`;
}

function labelOf({ config = {} }: FlowComponent, frame: PageFrame): string {
  const { label, identifier } = config;
  if (typeof label === "string" && label !== "") return resolved(label, frame);
  const [, name] = knownOf(String(identifier));
  if (name === undefined) return String(identifier).replace(CLAIMS, "");
  return name === "mobile" ? flowWords[frame.language].mobile : accountWords[frame.language].fields[name];
}

function knownOf(identifier: string) {
  return Object.hasOwn(KNOWN, identifier) ? KNOWN[identifier as keyof typeof KNOWN] : ([] as const);
}

function textOf({ config = {} }: FlowComponent, frame: PageFrame): string {
  const text = config.text ?? config.label;
  return typeof text === "string" ? resolved(text, frame) : "";
}

/** A text that is the name of another one, in braces, is that of the organization in the page's language. */
function resolved(text: string, frame: PageFrame): string {
  return text.replace(/\{\{([\w.-]+)\}\}/g, (_, name: string) => wordOf(frame, name, name));
}

/** Of HTML what stands in it: nothing of it is put on a page of ours (security bar 14.4). */
function withoutTags(text: string): string {
  return (
    text
      // None goes over a bracket that opens another: looking for the end of each would take the square of the text's length.
      .replace(/<[^<>]*>/g, " ")
      .replace(/&nbsp;/g, " ")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, "&")
      .replace(/\s+/g, " ")
      .trim()
  );
}

function paragraph(text: string): Html | undefined {
  return text === "" ? undefined : html`<p>${text}</p>`;
}

function isHeading({ type, variant = "" }: FlowComponent): boolean {
  return type === "TYPOGRAPHY" && /^H(EADING_?)?[1-6]$/i.test(variant);
}

function isButton({ type, actionId }: FlowComponent): boolean {
  return type === "BUTTON" && actionId !== undefined;
}

/** In their order, without what holds others. */
function every(components: readonly FlowComponent[] = []): readonly FlowComponent[] {
  return components.flatMap((each) => [each, ...every(each.components)]);
}
