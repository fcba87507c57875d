import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { clientOf, errorOf, requestOf, SUITE } from "../authorization.ts";
import { flowInBrowser, openInBrowser, withScriptingBrowser } from "../chromium.ts";
import { endSessionUrl, longState, usualParameters, withLogoutClient } from "../end-session.ts";
import { assertNeedsUser } from "../errors.ts";
import type { Outcome } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";

const NOTICE = `${SUITE}/frontchannel_logout`;

/** Logouts of which an application learns in the user's browser. */
export const browserLogoutModules: readonly Module[] = [
  {
    title:
      "oidcc-frontchannel-rp-initiated-logout: has the browser load the client's page with issuer and session (Front-Channel Logout §2, §3)",
    run(run) {
      const metadata = { frontchannel_logout_uri: NOTICE, frontchannel_logout_session_required: true };
      return withLogoutClient(run, metadata, (own) =>
        withScriptingBrowser(own, async (page) => {
          const noticesBefore = notices(own).length;
          const outcome = await signIn(own, page);
          await logOut(own, page, outcome);
          assert.deepEqual(notices(own).slice(noticesBefore), [
            { iss: own.server.metadata.issuer, sid: outcome.claims.sid },
          ]);

          const request = requestOf(own, { prompt: "none", state: longState() });
          assertNeedsUser(errorOf(own, request, await openInBrowser(own, page, request)));
        }),
      );
    },
  },
  {
    title:
      "oidcc-session-management-rp-initiated-logout: answers unchanged before the logout and changed after it (Session Management §3.1, §3.2)",
    run: (run) =>
      withLogoutClient(run, {}, (own) =>
        withScriptingBrowser(own, async (page) => {
          const outcome = await signIn(own, page);
          const sessionState = outcome.answer.session_state as string;
          assert.equal(await sessionResult(own, page, sessionState), "unchanged");
          await logOut(own, page, outcome);
          assert.equal(await sessionResult(own, page, sessionState), "changed");
        }),
      ),
  },
];

/** The queries with which browsers have loaded the client's logout page. */
function notices({ server }: ModuleRun): Readonly<Record<string, string>>[] {
  return server.site.requestsOf(new URL(NOTICE).pathname).map(({ query }) => Object.fromEntries(query));
}

function signIn(run: ModuleRun, page: Page): Promise<Outcome> {
  return flowInBrowser(run, page, requestOf(run, { state: longState() }));
}

/** The logout, to the return to the client with the state and nothing else. */
async function logOut(run: ModuleRun, page: Page, outcome: Outcome): Promise<void> {
  const sent = usualParameters(outcome);
  const back = `${sent.post_logout_redirect_uri}?${new URLSearchParams({ state: sent.state as string })}`;
  await page.goto(endSessionUrl(run, sent).href);
  await page.waitForURL((url) => url.href === back);
}

/** What the server's frame answers a client's frame that asks it. */
async function sessionResult(run: ModuleRun, page: Page, sessionState: string): Promise<string | null> {
  const { site, metadata } = run.server;
  const question = `${clientOf(run).clientId} ${sessionState}`;
  const publish = (url: string, html: string) => site.publish(new URL(url).pathname, "text/html", html);
  publish(`${SUITE}/session_verify`, framesAround(metadata.check_session_iframe as string));
  publish(`${SUITE}/rp_session_iframe`, askingFrame(metadata.issuer, question));
  await page.goto(`${SUITE}/session_verify`);
  await page.waitForURL(`${SUITE}/session_result?**`);
  return new URL(page.url()).searchParams.get("state");
}

/** A client's page: the server's frame, and one of its own that asks it. */
function framesAround(checkSessionUrl: string): string {
  return `<title>A client</title>
    <iframe id="op" src="${checkSessionUrl}" hidden></iframe>
    <iframe src="${SUITE}/rp_session_iframe" hidden></iframe>`;
}

/** Asks until there is an answer: the other frame may not be there yet. */
function askingFrame(issuer: string, question: string): string {
  return `<title>A client's frame</title><script>
    addEventListener("message", ({ origin, data }) => {
      if (origin === "${new URL(issuer).origin}") parent.location.href = "${SUITE}/session_result?state=" + data;
    });
    setInterval(() => parent.document.getElementById("op").contentWindow.postMessage("${question}", "*"), 100);
  </script>`;
}
