import { html, raw } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import type { Html } from "./template.ts";

export type FormPostPage = {
  readonly frame: PageFrame;
  /** The client's redirect URI. */
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
};

/** Posts the answer to the client: by script at once, without script by its button (Form Post Response Mode §2). */
export function formPostPage({ frame, action, parameters }: FormPostPage): string {
  const words = messages[frame.language].formPost;
  const hidden = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${asAttribute(value)}">`,
  );
  return layout({
    frame,
    title: words.heading,
    main: html`<h1>${words.heading}</h1>
      <p>${words.text}</p>
      <form method="post" action="${action}" id="form-post">
        ${hidden}
        <button class="primary" type="submit" id="continue">${words.submit}</button>
      </form>
      <script src="${frame.assets}/form-post.js"></script>`,
  });
}

/** A text that is read back as it was: a line break that is not written as a reference becomes another one (HTML §13.2.3.5). */
function asAttribute(text: string): Html {
  return raw(`${html`${text}`}`.replaceAll("\r", "&#13;").replaceAll("\n", "&#10;"));
}
