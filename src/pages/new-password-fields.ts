import { html } from "hono/html";
import { type AccountWords, accountWords, type PasswordReason } from "./languages/accounts.ts";
import type { Language } from "./languages/language.ts";
import type { Html } from "./template.ts";

/** The fields of a new password, twice. `refused`: an alert of this id says why. */
export function newPasswordFields(language: Language, refused?: string): Html {
  const { fields, passwordHint } = accountWords[language];
  const described = refused === undefined ? "password-hint" : `password-hint ${refused}`;
  const invalid = refused === undefined ? undefined : html`aria-invalid="true"`;
  return html`<label for="newPassword">${fields.newPassword}</label>
        <input id="newPassword" name="newPassword" type="password" autocomplete="new-password" minlength="8" maxlength="256"
          aria-describedby="${described}" required ${invalid}>
        <p class="quiet hint" id="password-hint">${passwordHint}</p>
        <label for="confirmPassword">${fields.confirmPassword}</label>
        <input id="confirmPassword" name="confirmPassword" type="password" autocomplete="new-password" required>`;
}

/** Why a password was refused, in words; what is no reason is not told. */
export function passwordAlert(reason: string | undefined, { passwordReasons }: AccountWords): string | undefined {
  if (reason === undefined || !Object.hasOwn(passwordReasons, reason)) return undefined;
  return passwordReasons[reason as PasswordReason];
}
