import assert from "node:assert/strict";
import { type Page, ScriptLessBrowser } from "../../../../demo/script-less-browser.ts";
import { assertErrorPage, assertSignInPage } from "../../../redirects.ts";
import { type FapiModule, newFlow } from "../module.ts";
import { assertRefused, jsonOf } from "../refusals.ts";
import { tokensOf } from "../tokens.ts";
import { assertResourceOpens } from "../userinfo.ts";

/** Requests that are pushed, and their references (RFC 9126). */
export const pushedRequestModules: readonly FapiModule[] = [
  {
    title:
      "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds: opens the sign-in page as often as it is asked (FAPI 2.0 Security Profile §5.3.2.2)",
    async run(run) {
      const flow = await newFlow(run);
      const requestUri = await flow.requestUri(await flow.push());
      const browser = new ScriptLessBrowser();
      assertSignInPage(await browser.open(flow.authorizationUrl(requestUri), flow.client.redirectUri));
      const code = await flow.codeAt(await flow.visit(requestUri, { browser }));
      await assertResourceOpens(flow, await tokensOf(flow, await flow.redeem(code)));
    },
  },
  {
    title: "par-attempt-reuse-request_uri: gives one answer (RFC 9126 §7.3)",
    async run(run) {
      const flow = await newFlow(run);
      const requestUri = await flow.requestUri(await flow.push());
      const browser = new ScriptLessBrowser();
      await tokensOf(flow, await flow.redeem(await flow.codeAt(await flow.visit(requestUri, { browser }))));
      assertNamesReference(await flow.visit(requestUri, { browser }), "par.invalid.request.uri");
    },
  },
  {
    title: "par-attempt-to-use-expired-request_uri: ends as it said (RFC 9126 §2.2)",
    async run(run) {
      const flow = await newFlow(run);
      const pushed = await flow.push();
      const { expires_in } = await jsonOf(pushed.clone());
      const requestUri = await flow.requestUri(pushed);
      run.at.server.clock.advance(expires_in + 1);
      assertNamesReference(await flow.visit(requestUri), "par.request.uri.expired");
    },
  },
  {
    title: "par-attempt-to-use-request_uri-for-different-client: is good for its client alone (RFC 9126 §2.2)",
    async run(run) {
      const flow = await newFlow(run);
      const requestUri = await flow.requestUri(await flow.push());
      const { client: other } = await newFlow(run, "second");
      const page = await flow.visit(requestUri, { beside: { client_id: other.clientId } });
      assertNamesReference(page, "par.client.id.not.match");
    },
  },
  {
    title: "par-attempt-invalid-http-method: takes a POST alone (RFC 9126 §2.3)",
    async run(run) {
      const response = await (await newFlow(run)).push({ method: "PUT" });
      assert.ok(response.status >= 400 && response.status < 500, `${response.status}`);
    },
  },
  {
    title: "par-ensure-pkce-required: wants a code challenge (FAPI 2.0 Security Profile §5.3.2.2)",
    async run(run) {
      const parameters = { code_challenge: undefined, code_challenge_method: undefined };
      await assertRefused(await (await newFlow(run)).push({ parameters }), "invalid_request");
    },
  },
  {
    title: "par-plain-pkce-rejected: knows S256 alone (FAPI 2.0 Security Profile §5.3.2.2)",
    async run(run) {
      const flow = await newFlow(run);
      const parameters = { code_challenge: flow.verifier, code_challenge_method: "plain" };
      await assertRefused(await flow.push({ parameters }), "invalid_request");
    },
  },
];

/** The user is told what is wrong, and that it is the reference (RFC 9126 §4, contract §3.3): who would be told stood behind it. */
function assertNamesReference(page: Page, message: string): void {
  assertErrorPage(page, "invalid_request");
  assert.ok(page.body.includes(message), page.body);
}
