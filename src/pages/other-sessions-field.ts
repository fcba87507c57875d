import { html } from "hono/html";
import type { Html } from "./template.ts";

/** The box by which somebody keeps the other sessions, ticked at first: they end (security bar 15.6). Posts that it was there, and `endOthers`. */
export function otherSessionsField(label: string, keepsOthers = false): Html {
  return html`<input type="hidden" name="mayKeepOthers" value="true">
        <label class="choice"><input type="checkbox" id="endOthers" name="endOthers" value="on" ${keepsOthers ? undefined : html`checked`}> ${label}</label>`;
}
