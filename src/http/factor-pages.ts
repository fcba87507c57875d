import type { FactorPage } from "../pages/factor-form.ts";
import { signInPage } from "../pages/sign-in-page.ts";

/** What a way's page is made of, beside what the way shows. */
export interface FactorPageValues extends FactorPage {
  /** What the user name field holds already. */
  readonly userName?: string;
}

/** The page of each way to sign in, by its name; one that is done elsewhere has none. */
export const FACTOR_PAGES: Readonly<Record<string, (values: FactorPageValues) => string>> = {
  BasicAuthenticator: passwordPage,
  IdentifierExecutor: (values) => passwordPage(values, true),
};

/** The ways whose form stands on the page where one is picked: the others are buttons below it. */
export const FORM_FIRST: readonly string[] = ["BasicAuthenticator", "IdentifierExecutor"];

/** The scripts that a way's page loads, for the Content-Security-Policy. */
export const SCRIPTED: ReadonlySet<string> = new Set();

function passwordPage({ alert, ...values }: FactorPageValues, identifierOnly = false): string {
  return signInPage({ ...values, identifierOnly, ...(alert !== undefined && { alert: "sign_in_failed" }) });
}
