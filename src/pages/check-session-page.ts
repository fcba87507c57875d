import { html } from "hono/html";

export type CheckSessionPage = {
  /** URL path of the script, without a trailing slash. */
  readonly assets: string;
  /** The name of the cookie that changes with the session. */
  readonly cookie: string;
};

/** What applications load into a hidden frame to ask whether the session is still the same (Session Management §3.2). */
export function checkSessionPage({ assets, cookie }: CheckSessionPage): string {
  return `${html`<!doctype html>
<meta charset="utf-8">
<title>Session</title>
<script src="${assets}/check-session.js" data-cookie="${cookie}"></script>
`}`;
}
