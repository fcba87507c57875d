import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { Flow } from "../flow.ts";
import { type FapiModule, newFlow } from "../module.ts";
import { randomText } from "../random-text.ts";
import { obtainTokens, tokensOf } from "../tokens.ts";
import { assertResourceOpens } from "../userinfo.ts";

const OPENID = { openid: "openid_connect" } as const;

/** What clients recognise their answers by. */
export const stateAndNonceModules: readonly FapiModule[] = [
  {
    title: "ensure-authorization-request-without-state-success: returns none (RFC 6749 §4.1.2)",
    async run(run) {
      const flow = await newFlow(run);
      flow.state = undefined;
      await assertResourceOpens(flow, await obtainTokens(flow));
    },
  },
  {
    title: "state-only-outside-request-object-not-used: returns none that was not pushed (RFC 9126 §4)",
    async run(run) {
      const flow = await newFlow(run);
      flow.state = undefined;
      await assertTokens(flow, { state: randomText(20) });
    },
  },
  {
    title: "ensure-different-state-inside-and-outside-request-object: returns the one that was pushed (RFC 9126 §4)",
    async run(run) {
      await assertTokens(await newFlow(run), { state: randomText(20) });
    },
  },
  {
    title: "ensure-different-nonce-inside-and-outside-request-object: returns the one that was pushed (RFC 9126 §4)",
    only: OPENID,
    async run(run) {
      await assertTokens(await newFlow(run), { nonce: randomText(20) });
    },
  },
  {
    title: "ensure-authorization-request-without-nonce-success: returns none (OIDC Core §3.1.2.1)",
    only: OPENID,
    async run(run) {
      const flow = await newFlow(run);
      flow.nonce = undefined;
      const tokens = await obtainTokens(flow);
      assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.nonce, undefined);
      await assertResourceOpens(flow, tokens);
    },
  },
  ...(
    [
      ["ensure-authorization-request-with-64-char-nonce-success", 64],
      ["ensure-authorization-request-with-long-nonce", 384],
    ] as const
  ).map(
    ([name, length]): FapiModule => ({
      title: `${name}: returns one of ${length} characters (FAPI 2.0 Security Profile §5.3.2.2)`,
      only: OPENID,
      async run(run) {
        const flow = await newFlow(run);
        flow.nonce = randomText(length);
        await assertResourceOpens(flow, await obtainTokens(flow));
      },
    }),
  ),
  {
    title: "ensure-authorization-request-with-long-state: returns one of 1000 characters (RFC 6749 §4.1.2)",
    async run(run) {
      const flow = await newFlow(run);
      flow.state = randomText(1000);
      await assertResourceOpens(flow, await obtainTokens(flow));
    },
  },
];

/** The flow goes through with these beside the reference to the pushed request. */
async function assertTokens(flow: Flow, beside: Readonly<Record<string, string>>): Promise<void> {
  const code = await flow.obtainCode({}, { beside });
  await assertResourceOpens(flow, await tokensOf(flow, await flow.redeem(code)));
}
