import { html } from "hono/html";
import { brandFooter, brandHeader, brandSide, type PageBrand, wordOf } from "./brand.ts";
import { frameWords } from "./languages/frame.ts";
import { type Language, messages } from "./languages/language.ts";
import type { Html } from "./template.ts";

/** What every page has around it. */
export type PageFrame = {
  readonly language: Language;
  /** The organization's display name. */
  readonly organization: string;
  /** URL path of the style sheet and pictures, without a trailing slash: `/authenticationendpoint/assets`. */
  readonly assets: string;
  /** Undefined: our own look. */
  readonly brand?: PageBrand;
};

/** A whole HTML document around `main`. It carries no inline script and no inline style, so the strictest CSP lets it work. */
export function layout({
  frame,
  title,
  main,
  script,
  refresh,
  failed = false,
}: {
  frame: PageFrame;
  title: string | (string | Html)[];
  main: Html;
  /** The name of a script of ours, for a page that cannot do without; every other page works where scripts do not run. */
  script?: string;
  /** Where a browser that runs no script goes on to, a second after all that the page holds is there. */
  refresh?: string;
  /** Whether the page says that something went wrong: its title begins with that, as it is the first thing to be read aloud. */
  failed?: boolean;
}): string {
  const { brand, language } = frame;
  const icon = brand?.favicon ?? `${frame.assets}/favicon.svg`;
  const site = wordOf(frame, "site.title", brand?.siteTitle ?? frame.organization);
  const page = html`<!doctype html>
<html lang="${language}" dir="${messages[language].direction}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="${brand?.theme?.scheme ?? "light dark"}">
  <meta name="robots" content="noindex">
  <title>${failed ? `${frameWords[language].error}: ` : ""}${title} · ${site}</title>
  <link rel="icon" ${brand?.favicon === undefined ? html`type="image/svg+xml"` : undefined} href="${icon}">
  <link rel="stylesheet" href="${frame.assets}/tessera.css">
  ${brand?.stylesheet && html`<link rel="stylesheet" href="${brand.stylesheet}">`}
  ${script && html`<script src="${frame.assets}/${script}" defer></script>`}
  ${refresh && html`<noscript><meta http-equiv="refresh" content="1; url=${refresh}"></noscript>`}
</head>
<body class="${brand?.layout ?? "left-image"}">
  ${brandSide(frame)}
  <div class="sheet">
    ${brandHeader(frame)}
    <main>
      ${main}
    </main>
    ${brandFooter(frame)}
  </div>
</body>
</html>
`;
  return page.toString();
}
