import type { AccountLinks } from "../pages/account-links.ts";
import { backupCodePage } from "../pages/backup-code-page.ts";
import { changePasswordPage } from "../pages/change-password-page.ts";
import type { FactorPage } from "../pages/factor-form.ts";
import { joinPage } from "../pages/join-page.ts";
import { linkAccountPage } from "../pages/link-account-page.ts";
import { magicLinkSentPage } from "../pages/magic-link-page.ts";
import { passkeyPage } from "../pages/passkey-page.ts";
import { sentCodePage } from "../pages/sent-code-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { totpPage } from "../pages/totp-page.ts";
import { FEDERATED_AUTHENTICATORS } from "../protocol/federated-authenticators.ts";

/** What a way's page is made of, beside what the way shows. */
export interface FactorPageValues extends FactorPage {
  /** What the user name field holds already. */
  readonly userName?: string;
  /** Where people go who cannot sign in. */
  readonly accountLinks?: AccountLinks | undefined;
  /** Why what was entered did not do, by the word that Asgardeo or we have for it. */
  readonly failure?: string | undefined;
  /** What a browser can fill in a passkey with, on the page of another way. */
  readonly autofill?: unknown;
}

/** The page of each way to sign in, by its name; one that is done elsewhere has none. */
export const FACTOR_PAGES: Readonly<Record<string, (values: FactorPageValues) => string>> = {
  BasicAuthenticator: (values) => (values.cameFrom === undefined ? passwordPage(values) : linkAccountPage(values)),
  IdentifierExecutor: (values) => passwordPage(values, true),
  FIDOAuthenticator: passkeyPage,
  "email-otp-authenticator": (values) => sentCodePage(values, "email"),
  "sms-otp-authenticator": (values) => sentCodePage(values, "sms"),
  MagicLinkAuthenticator: magicLinkSentPage,
  PasswordResetEnforcer: changePasswordPage,
  totp: totpPage,
  "backup-code-authenticator": backupCodePage,
  ...Object.fromEntries(FEDERATED_AUTHENTICATORS.map(({ name }) => [name, joinPage])),
};

/** The ways whose form stands on the page where one is picked: the others are buttons below it. */
export const FORM_FIRST: readonly string[] = ["BasicAuthenticator", "IdentifierExecutor"];

/** The scripts that a way's page loads, for the Content-Security-Policy. */
export const SCRIPTED: ReadonlySet<string> = new Set(["FIDOAuthenticator"]);

function passwordPage({ alert, failure, ...values }: FactorPageValues, identifierOnly = false): string {
  // What another way of the step has failed with is not the name's or the password's fault.
  if (
    alert !== undefined &&
    ["passkey_failed", "connection_failed", "no_account", "no_member", "starts_over"].includes(failure ?? "")
  )
    return signInPage({ ...values, identifierOnly, notice: alert });
  return signInPage({ ...values, identifierOnly, ...(alert !== undefined && { alert: "sign_in_failed" }) });
}
