import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";

export type FrontChannelLogoutPage = {
  readonly frame: PageFrame;
  /** The pages by which the applications end their own sessions (Front-Channel Logout §2). */
  readonly notices: readonly string[];
  /** Where the user goes on to. */
  readonly next: string;
};

/** Loads the notices unseen and goes on once they are there: by script, or as its head tells a browser that runs none. */
export function frontChannelLogoutPage({ frame, notices, next }: FrontChannelLogoutPage): string {
  const { signedOut, formPost } = messages[frame.language];
  // What an application's page is for needs scripts and its own storage; it needs neither windows nor this page's place.
  const frames = notices.map(
    (url) =>
      html`<iframe src="${url}" sandbox="allow-scripts allow-same-origin allow-forms" referrerpolicy="no-referrer" hidden></iframe>`,
  );
  return layout({
    frame,
    title: signedOut.heading,
    refresh: next,
    main: html`<h1>${signedOut.heading}</h1>
      <p>${formPost.text}</p>
      <p><a href="${next}" id="continue">${formPost.submit}</a></p>
      <script src="${frame.assets}/front-channel-logout.js"></script>
      ${frames}`,
  });
}
