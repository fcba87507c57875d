import { html } from "hono/html";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { wayWords } from "./languages/ways.ts";
import { wayButtons } from "./way-buttons.ts";

/** Where one of several ways to sign in is picked. */
export function chooseWayPage({ others = [], ...values }: FactorPage): string {
  const { heading } = wayWords[values.frame.language];
  const fields = html`<div class="ways">${wayButtons(others, values.frame.language)}</div>`;
  return factorForm(values, { heading, fields });
}
