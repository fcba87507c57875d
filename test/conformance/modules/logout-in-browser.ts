import assert from "node:assert/strict";
import { clientOf, errorOf, requestOf, SUITE } from "../authorization.ts";
import { flowInBrowser, openInBrowser, type ScriptingBrowser, withScriptingBrowser } from "../chromium.ts";
import { endSessionUrl, longState, needsUser, usualParameters, withLogoutClient } from "../end-session.ts";
import type { Outcome } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";

/** Logouts of which an application learns in the user's browser. */
export const browserLogoutModules: readonly Module[] = [
  {
    title:
      "oidcc-frontchannel-rp-initiated-logout: has the browser load the client's page with issuer and session (Front-Channel Logout §2, §3)",
    run(run) {
      const metadata = {
        frontchannel_logout_uri: `${SUITE}/frontchannel_logout`,
        frontchannel_logout_session_required: true,
      };
      return withLogoutClient(run, metadata, (own) => withScriptingBrowser(own, () => undefined, toldInFrame(own)));
    },
  },
  {
    title:
      "oidcc-session-management-rp-initiated-logout: answers unchanged before the logout and changed after it (Session Management §3.1, §3.2)",
    run: (run) =>
      withLogoutClient(run, {}, async (own) => {
        let question = "";
        const pages = (path: string) => {
          if (path === "/session_verify") return framesAround(own.server.metadata.check_session_iframe as string);
          return path === "/rp_session_iframe" ? askingFrame(own.server.metadata.issuer, question) : undefined;
        };
        await withScriptingBrowser(own, pages, async (browser) => {
          const outcome = await signIn(own, browser);
          assert.ok(outcome.answer.session_state);
          question = `${clientOf(own).clientId} ${outcome.answer.session_state}`;
          assert.equal(await sessionResult(browser), "unchanged");
          await logOut(own, browser, outcome);
          assert.equal(await sessionResult(browser), "changed");
        });
      }),
  },
];

function toldInFrame(run: ModuleRun) {
  return async (browser: ScriptingBrowser) => {
    const outcome = await signIn(run, browser);
    await logOut(run, browser, outcome);
    const notices = browser.asked.filter(({ pathname }) => pathname.endsWith("/frontchannel_logout"));
    assert.deepEqual(
      notices.map(({ searchParams }) => Object.fromEntries(searchParams)),
      [{ iss: run.server.metadata.issuer, sid: outcome.claims.sid }],
    );
    const request = requestOf(run, { prompt: "none", state: longState() });
    const error = errorOf(run, request, await openInBrowser(run, browser.page, request));
    assert.ok(needsUser(error), error);
  };
}

function signIn(run: ModuleRun, { page }: ScriptingBrowser): Promise<Outcome> {
  return flowInBrowser(run, page, requestOf(run, { state: longState() }));
}

/** The logout, to the return to the client with the state and nothing else. */
async function logOut(run: ModuleRun, { page }: ScriptingBrowser, outcome: Outcome): Promise<void> {
  const sent = usualParameters(outcome);
  const back = `${sent.post_logout_redirect_uri}?${new URLSearchParams({ state: sent.state as string })}`;
  await page.goto(endSessionUrl(run, sent).href);
  await page.waitForURL(back);
}

async function sessionResult({ page }: ScriptingBrowser): Promise<string | null> {
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
