import { textAt } from "./member.ts";
import { type Scheme, stylesheetOf } from "./stylesheet.ts";

const LAYOUTS = ["centered", "left-aligned", "right-aligned", "left-image", "right-image"] as const;
const LONGEST_TEXT = 500;
const MAIL = /^[^\s@<>"'`]{1,64}@[^\s@<>"'`:/?#]{1,253}$/;

/** A picture of somebody else's, by its https URL. */
export interface Picture {
  readonly url: string;
  /** What stands for it. */
  readonly text: string | undefined;
}

/** What a preference says of how pages look, as far as it can be shown: data alone (security bar 14.4). */
export interface Brand {
  /** Undefined: ours, which goes by what the visitor's system is set to. */
  readonly theme: { readonly scheme: Scheme; readonly stylesheet: string } | undefined;
  readonly layout: (typeof LAYOUTS)[number] | undefined;
  readonly logo: Picture | undefined;
  readonly favicon: string | undefined;
  readonly sideImage: Picture | undefined;
  readonly tagLine: string | undefined;
  readonly displayName: string | undefined;
  readonly siteTitle: string | undefined;
  readonly copyright: string | undefined;
  readonly supportEmail: string | undefined;
  readonly links: Readonly<Record<"privacy" | "terms" | "cookies" | "signUp" | "recovery", string | undefined>>;
  /** Whether nothing is to say by whom the server was made. */
  readonly withoutOurs: boolean;
}

/** The brand of a preference (contract §17.9). Whatever in it is not what it should be is left out. */
export function brandOf(preference: unknown, locale: string): Brand {
  const active = textAt(preference, "theme.activeTheme") === "DARK" ? "DARK" : "LIGHT";
  const theme = Object(Object(preference).theme)[active] as unknown;
  const scheme = active === "DARK" ? "dark" : "light";
  const link = (place: string) => webUrl(textAt(preference, `urls.${place}`), locale, /^https?:\/\//i);
  const picture = (name: string, ...places: string[]): Picture | undefined => {
    const url = webUrl(textAt(preference, ...[...places, `images.${name}`].map((place) => `${place}.imgURL`)), locale);
    const text = textAt(preference, ...[...places, `images.${name}`].map((place) => `${place}.altText`));
    return url === undefined ? undefined : { url, text: text?.slice(0, LONGEST_TEXT) };
  };
  const words = (place: string) => textAt(preference, place)?.slice(0, LONGEST_TEXT);
  const supportEmail = textAt(preference, "organizationDetails.supportEmail");
  return {
    theme: theme === undefined ? undefined : { scheme, stylesheet: stylesheetOf(theme, scheme) },
    layout: LAYOUTS.find((name) => name === textAt(preference, "layout.activeLayout")),
    logo: picture("logo", `theme.${active}.images.logo`),
    favicon: picture("favicon", `theme.${active}.images.favicon`)?.url,
    sideImage: picture("sideImg", "layout.sideImg"),
    tagLine: words("layout.productTagLine"),
    displayName: words("organizationDetails.displayName"),
    siteTitle: words("organizationDetails.siteTitle"),
    copyright: words("organizationDetails.copyrightText"),
    supportEmail: supportEmail !== undefined && MAIL.test(supportEmail) ? supportEmail : undefined,
    links: {
      privacy: link("privacyPolicyURL"),
      terms: link("termsOfUseURL"),
      cookies: link("cookiePolicyURL"),
      signUp: link("selfSignUpURL"),
      recovery: link("recoveryPortalURL"),
    },
    withoutOurs: Object(Object(preference).configs).removeDefaultBranding === true,
  };
}

/** The URL with what it says of the language filled in (`{{lang}}`, `{{locale}}`, `{{country}}`); undefined when it is none. */
function webUrl(text: string | undefined, locale: string, scheme = /^https:\/\//i): string | undefined {
  const [lang = "", country = ""] = locale.split("-");
  const values: Readonly<Record<string, string>> = { lang, country, locale };
  const url = text?.replaceAll(/\{\{(lang|country|locale)\}\}/g, (_, name: string) => values[name] ?? "");
  if (url === undefined || url.length > 2048 || !scheme.test(url) || !URL.canParse(url)) return undefined;
  const { username, password } = new URL(url);
  return username === "" && password === "" ? url : undefined;
}
