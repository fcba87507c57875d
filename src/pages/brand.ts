import { html } from "hono/html";
import { frameWords } from "./languages/frame.ts";
import { messages } from "./languages/language.ts";
import type { PageFrame } from "./layout.ts";
import { externalLink, type Html } from "./template.ts";

/** A picture of somebody else's. */
interface BrandPicture {
  readonly url: string;
  readonly text: string | undefined;
}

/** What an organization, or an application of it, has decided about the look of its pages. */
export interface PageBrand {
  /** The URL path of a style sheet that follows ours. */
  readonly stylesheet: string | undefined;
  readonly theme: { readonly scheme: "light" | "dark" } | undefined;
  readonly layout: "centered" | "left-aligned" | "right-aligned" | "left-image" | "right-image" | undefined;
  readonly logo: BrandPicture | undefined;
  readonly favicon: string | undefined;
  readonly sideImage: BrandPicture | undefined;
  readonly tagLine: string | undefined;
  readonly siteTitle: string | undefined;
  readonly copyright: string | undefined;
  readonly supportEmail: string | undefined;
  readonly links: Readonly<Record<"privacy" | "terms" | "cookies", string | undefined>>;
  /** Whether our own words at the foot are left out. */
  readonly withoutOurs: boolean;
  /** Other words than ours, by Asgardeo's names for them. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The organization's word for it, if it has one, else ours. */
export function wordOf({ brand }: PageFrame, name: string, ours: string): string {
  return brand !== undefined && Object.hasOwn(brand.texts, name) ? (brand.texts[name] as string) : ours;
}

/** What stands above the page: the organization's logo, or ours with its name. */
export function brandHeader({ brand, assets, organization }: PageFrame): Html {
  const { logo, tagLine } = brand ?? {};
  const mark =
    logo === undefined
      ? html`<img src="${assets}/logo.svg" alt="" width="36" height="36">
      <span>${organization}</span>`
      : html`<img class="logo" src="${logo.url}" alt="${logo.text ?? organization}" referrerpolicy="no-referrer">`;
  return html`<header>${mark}
      ${tagLine === undefined ? undefined : html`<p class="tag-line">${tagLine}</p>`}</header>`;
}

/** What stands below it: whose it is, and what to read. */
export function brandFooter(frame: PageFrame): Html {
  const { brand, language } = frame;
  const words = messages[language];
  const copyright = wordOf(frame, "copyright", brand?.copyright ?? "");
  const email = brand?.supportEmail;
  const links = [
    externalLink(brand?.links.privacy, wordOf(frame, "privacy.policy", words.consent.privacyPolicy)),
    externalLink(brand?.links.terms, wordOf(frame, "terms.of.service", words.consent.termsOfService)),
    externalLink(brand?.links.cookies, frameWords[language].cookiePolicy),
    email === undefined ? undefined : html`<a href="mailto:${email}">${frameWords[language].support}</a>`,
  ].filter((link) => link !== undefined);
  return html`<footer>
      ${copyright === "" ? undefined : html`<p>${copyright}</p>`}
      ${links.length === 0 ? undefined : html`<p class="links">${links}</p>`}
      ${brand?.withoutOurs ? undefined : html`<p>${words.footer}</p>`}
    </footer>`;
}

/** What is beside the page: our mosaic, or the organization's picture. */
export function brandSide({ brand }: PageFrame): Html {
  const picture = brand?.sideImage;
  if (picture === undefined) return html`<div class="mosaic" aria-hidden="true"></div>`;
  return html`<div class="mosaic"><img class="picture" src="${picture.url}" alt="${picture.text ?? ""}" referrerpolicy="no-referrer"></div>`;
}
