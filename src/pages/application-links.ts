import { html } from "hono/html";
import { type Language, messages } from "./languages/language.ts";
import { externalLink, type Html } from "./template.ts";

export type ApplicationLinks = {
  readonly policyUri?: string;
  readonly termsOfServiceUri?: string;
};

/** What an application has its users read, on every page that asks something in its name (OIDC Registration §2); nothing without any. */
export function applicationLinks(application: ApplicationLinks, language: Language): Html | undefined {
  const words = messages[language].consent;
  const links = [
    externalLink(application.policyUri, words.privacyPolicy),
    externalLink(application.termsOfServiceUri, words.termsOfService),
  ].filter((link) => link !== undefined);
  return links.length === 0 ? undefined : html`<p class="links">${links}</p>`;
}
