import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";

export type DevicePage = {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  /** What the field holds already. */
  readonly userCode: string;
  /** Whether the code that was entered last was wrong. */
  readonly wrong: boolean;
};

/** Asks for the code that a device shows (RFC 8628 §3.3); posts `user_code`. */
export function devicePage({ frame, action, userCode, wrong }: DevicePage): string {
  const words = messages[frame.language].device;
  const refused = wrong ? html`aria-invalid="true" aria-describedby="device-alert"` : undefined;
  return layout({
    frame,
    title: words.heading,
    failed: wrong,
    main: html`<h1>${words.heading}</h1>
      <p>${words.purpose}</p>
      ${wrong ? html`<p class="alert" role="alert" id="device-alert">${words.wrong}</p>` : undefined}
      <form method="post" action="${action}">
        <label for="user_code">${words.userCode}</label>
        <input id="user_code" name="user_code" type="text" value="${userCode}"
          autocomplete="off" autocapitalize="characters" spellcheck="false" required ${refused} autofocus>
        <button class="primary" type="submit" id="continue">${words.submit}</button>
      </form>`,
  });
}
