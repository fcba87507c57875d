import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";

/** The codes the error page has words for in every language; any other is shown with general words. */
export const errorPageCodes = [
  "invalid_client",
  "invalid_request",
  "invalid_callback",
  "unauthorized_client",
  "application_disabled",
  "access_denied",
  "forbidden",
  "session_expired",
  "wrong_browser",
  "not_found",
  "too_many_requests",
  "temporarily_unavailable",
  "server_error",
] as const;

export type ErrorPageCode = (typeof errorPageCodes)[number];

export type ErrorPage = {
  readonly frame: PageFrame;
  /** Shown as it is, whether or not it is an `ErrorPageCode`. */
  readonly code: string;
  /** The detail in English, for whoever can mend it; shown small. Empty when there is none. */
  readonly message: string;
  /** What the log calls this request. */
  readonly correlationId?: string;
  /** A sentence that says what to do now, in the visitor's language. */
  readonly nextStep?: string;
};

/** Says what went wrong in the visitor's language, with the code and the correlation id and nothing else (security bar 14.7). */
export function errorPage({ frame, code, message, correlationId, nextStep }: ErrorPage): string {
  const words = messages[frame.language].error;
  const { heading, text } = words.texts[errorPageCodes.find((known) => known === code) ?? "other"];
  return layout({
    frame,
    title: heading,
    failed: true,
    main: html`<p class="seal" aria-hidden="true">!</p>
      <h1>${heading}</h1>
      <p>${text}</p>
      ${nextStep === undefined ? undefined : html`<p>${nextStep}</p>`}
      <dl>
        <dt>${words.code}</dt><dd><code>${code}</code></dd>
        ${message === "" ? undefined : html`<dt>${words.details}</dt><dd lang="en"><bdi>${message}</bdi></dd>`}
        ${correlationId === undefined ? undefined : html`<dt>${words.correlationId}</dt><dd><code>${correlationId}</code></dd>`}
      </dl>`,
  });
}
