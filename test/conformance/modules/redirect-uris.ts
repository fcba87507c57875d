import { ScriptLessBrowser } from "../../../demo/script-less-browser.ts";
import { assertErrorPage } from "../../redirects.ts";
import { open, requestOf, SUITE, signIn } from "../authorization.ts";
import { complete } from "../flow.ts";
import type { Module } from "../module.ts";

/** Where answers go, and how the request may come. */
export const redirectUriModules: readonly Module[] = [
  {
    title:
      "oidcc-ensure-registered-redirect-uri: shows its own error page when it does not know the redirect URI (OIDC Core §3.1.2.1)",
    async run(run) {
      const request = requestOf(run, { redirect_uri: `${SUITE}/callback/yfBrl3S7kq` });
      assertErrorPage(await open(run, request), "invalid_callback");
    },
  },
  {
    title:
      "oidcc-ensure-post-request-succeeds: takes the request as a form that another site posts (OIDC Core §3.1.2.1)",
    async run(run) {
      const browser = new ScriptLessBrowser();
      const request = requestOf(run);
      const posted = await browser.request(run.server.metadata.authorization_endpoint as string, {
        method: "POST",
        body: new URLSearchParams(request),
        headers: { origin: new URL(SUITE).origin },
      });
      const page = posted.redirectedTo === undefined ? posted : await browser.open(posted.redirectedTo);
      await complete(run, request, await signIn(run, page, browser));
    },
  },
];
