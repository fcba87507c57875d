import { html } from "hono/html";
import { leavingWords } from "./languages/federation.ts";
import { layout, type PageFrame } from "./layout.ts";
import { fill, named } from "./template.ts";

/**
 * Sends the browser on to another server. It is a page because a form's redirects are held against `form-action`, and nobody knows by
 * which hosts the other server leads; the answer's header takes the browser on at once.
 */
export function leavingPage({
  frame,
  url,
  connection,
}: {
  readonly frame: PageFrame;
  readonly url: string;
  /** What the other server is called here. */
  readonly connection: string;
}): string {
  const words = leavingWords[frame.language];
  return layout({
    frame,
    title: words.heading,
    main: html`<h1>${words.heading}</h1>
      <p>${fill(words.text, { connection: named(connection) })}</p>
      <p><a href="${url}" id="leaving-link">${words.link}</a></p>`,
  });
}
