import { html } from "hono/html";
import type { Html } from "./template.ts";

/** The field of a code that is entered once, as browsers and phones fill it in. */
export function codeField({
  name,
  label,
  digits,
  isRefused,
}: {
  readonly name: string;
  readonly label: string;
  /** How many there are; left out: it is not of digits alone. */
  readonly digits?: number;
  readonly isRefused: boolean;
}): Html {
  const refused = isRefused ? html`aria-invalid="true" aria-describedby="sign-in-alert"` : undefined;
  // People type the blank that some apps show in the middle.
  const kind = digits === undefined ? undefined : html`inputmode="numeric" pattern="[0-9 ]*" maxlength="${digits + 2}"`;
  return html`<label for="${name}">${label}</label>
        <input id="${name}" name="${name}" type="text" dir="ltr" autocomplete="one-time-code" autocapitalize="none"
          spellcheck="false" required autofocus ${kind} ${refused}>`;
}
