import type { ErrorPageCode } from "../error-page.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { ja } from "./ja.ts";

/** The languages the pages are written in; English, the first, is what a visitor without a wish gets. */
export const languages = ["en", "de", "fr", "es", "ja", "ar"] as const;

export type Language = (typeof languages)[number];

/** The words of every page in one language. `{name}` stands for a value: `fill` puts it in. */
export type Messages = {
  readonly direction: "ltr" | "rtl";
  readonly footer: string;
  readonly signIn: {
    readonly heading: string;
    readonly purpose: string;
    readonly userName: string;
    readonly password: string;
    readonly remember: string;
    readonly submit: string;
    readonly alerts: Readonly<Record<"sign_in_failed" | "too_many_attempts" | "sign_in_again", string>>;
  };
  readonly organization: Readonly<Record<"heading" | "purpose" | "name" | "email" | "submit" | "notFound", string>>;
  readonly account: {
    readonly heading: string;
    readonly purpose: string;
    readonly current: string;
    readonly other: string;
  };
  readonly consent: {
    readonly heading: string;
    readonly signedInAs: string;
    readonly organization: string;
    /** `host` is where its metadata was found. */
    readonly comesFrom: string;
    readonly requests: string;
    readonly scopes: Readonly<Record<ExplainedScope, string>>;
    readonly details: string;
    readonly detailMembers: Readonly<Record<ExplainedDetailMember, string>>;
    readonly remember: string;
    readonly destination: string;
    readonly approve: string;
    readonly deny: string;
    readonly privacyPolicy: string;
    readonly termsOfService: string;
  };
  readonly logout: {
    readonly heading: string;
    readonly purpose: string;
    readonly signedInAs: string;
    readonly approve: string;
    readonly deny: string;
  };
  readonly device: {
    readonly heading: string;
    readonly purpose: string;
    readonly userCode: string;
    readonly submit: string;
    readonly wrong: string;
  };
  readonly approval: {
    readonly warning: string;
    readonly compare: Readonly<Record<"userCode" | "bindingMessage", string>>;
  };
  readonly decided: Readonly<Record<"allowed" | "denied", { readonly heading: string; readonly text: string }>> & {
    readonly advice: string;
  };
  readonly formPost: { readonly heading: string; readonly text: string; readonly submit: string };
  readonly signedOut: { readonly heading: string; readonly text: string; readonly advice: string };
  readonly error: {
    readonly code: string;
    readonly details: string;
    readonly correlationId: string;
    readonly texts: Readonly<Record<ErrorPageCode | "other", { readonly heading: string; readonly text: string }>>;
  };
};

/** The scopes the consent page has words for; any other is shown by its own name. */
export type ExplainedScope =
  | "openid"
  | "profile"
  | "email"
  | "phone"
  | "address"
  | "groups"
  | "roles"
  | "internal_login";

/** The members of an authorization detail (RFC 9396 §2.2) that the consent page has words for. */
export type ExplainedDetailMember = "type" | "actions" | "locations" | "datatypes" | "identifier" | "privileges";

/** The words of each language. */
export const messages: Readonly<Record<Language, Messages>> = { en, de, fr, es, ja, ar };

/**
 * The language of a page: the first of `ui_locales` that we have (OIDC Core §3.1.2.1, best first), else the best of
 * `Accept-Language` (RFC 9110 §12.5.4), else English. `fr-CA` is served in `fr`. Malformed wishes are passed over.
 */
export function chooseLanguage(uiLocales: string | undefined, acceptLanguage: string | undefined): Language {
  const wishes = [...(uiLocales?.split(/\s+/) ?? []), ...acceptedTags(acceptLanguage ?? "")];
  for (const wish of wishes) {
    const primary = wish.split("-", 1)[0]?.toLowerCase();
    const language = languages.find((known) => known === primary);
    if (language !== undefined) return language;
  }
  return "en";
}

/** The tags of an `Accept-Language` header, best first; those with weight 0 are refused languages. */
function acceptedTags(header: string): string[] {
  return header
    .split(",")
    .map((entry) => {
      const [tag = "", ...parameters] = entry.split(";").map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? "1";
      return { tag, weight: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
