import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";

export type DecidedPage = { readonly frame: PageFrame; readonly decision: "allowed" | "denied" };

/** Says what the user has decided about a request from elsewhere, where they go on. */
export function decidedPage({ frame, decision }: DecidedPage): string {
  const words = messages[frame.language].decided;
  return layout({
    frame,
    title: words[decision].heading,
    main: html`<p class="${decision === "allowed" ? "seal done" : "seal"}" aria-hidden="true">${decision === "allowed" ? "" : "×"}</p>
      <h1>${words[decision].heading}</h1>
      <p>${words[decision].text}</p>
      <p class="quiet">${words.advice}</p>`,
  });
}
