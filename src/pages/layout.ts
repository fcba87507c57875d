import { html } from "hono/html";
import { type Language, messages } from "./languages/language.ts";
import type { Html } from "./template.ts";

/** What every page has around it. */
export type PageFrame = {
  readonly language: Language;
  /** The organization's display name. */
  readonly organization: string;
  /** URL path of the style sheet and pictures, without a trailing slash: `/authenticationendpoint/assets`. */
  readonly assets: string;
};

/** A whole HTML document around `main`. It carries no inline script and no inline style, so the strictest CSP lets it work. */
export function layout({
  frame,
  title,
  main,
  script,
}: {
  frame: PageFrame;
  title: string | (string | Html)[];
  main: Html;
  /** The name of a script of ours, for a page that cannot do without; every other page works where scripts do not run. */
  script?: string;
}): string {
  const words = messages[frame.language];
  const page = html`<!doctype html>
<html lang="${frame.language}" dir="${words.direction}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex">
  <title>${title} · ${frame.organization}</title>
  <link rel="icon" type="image/svg+xml" href="${frame.assets}/favicon.svg">
  <link rel="stylesheet" href="${frame.assets}/tessera.css">
  ${script && html`<script src="${frame.assets}/${script}" defer></script>`}
</head>
<body>
  <div class="mosaic" aria-hidden="true"></div>
  <div class="sheet">
    <header><img src="${frame.assets}/logo.svg" alt="" width="36" height="36">
      <span>${frame.organization}</span></header>
    <main>
      ${main}
    </main>
    <footer>${words.footer}</footer>
  </div>
</body>
</html>
`;
  return page.toString();
}
