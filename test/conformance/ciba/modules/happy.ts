import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { assertHardenedTls } from "../../fapi/hardened-tls.ts";
import { assertRefused } from "../../fapi/refusals.ts";
import { type CibaModule, newFlow } from "../module.ts";

/** With an emoji that has a skin, other writing, and more than fits on a small screen. */
const ODD_MESSAGE = `1234 \u{1F44D}\u{1F3FF} 品川 ${"Many words that nobody compares. ".repeat(4)}`;

/** What a well-behaved client meets. */
export const happyModules: readonly CibaModule[] = [
  {
    title: "fapi-ciba-id1: two clients get tokens that are theirs alone, each once (CIBA Core §10, §11)",
    async run(run) {
      const first = await newFlow(run);
      await assertHardenedTls(new URL(first.client.urlOf("userinfo_endpoint")));
      const tokens = await first.run();
      for (const accept of ["application/json;charset=UTF-8", "application/json, */*;q=0.5"]) {
        await first.assertResourceOpens(tokens, { accept, "x-fapi-customer-ip-address": "2001:db8::1893:25c8:1946" });
      }

      const second = await newFlow(run, "second");
      const [acr] = run.server.at.metadata.acr_values_supported as string[];
      const asked = await second.ask({ claims: { acr_values: acr, requested_expiry: 300 } });
      assert.equal(asked.expires_in, 300);
      await second.pollInVain(asked);
      const others = await second.allow(asked);
      assert.equal(oauth.getValidatedIdTokenClaims(others)?.acr, acr);
      await second.assertResourceOpens(others);
      assert.equal((await first.client.resource(others.access_token)).status, 401);
      await assertRefused(await second.poll(asked), "invalid_grant");
    },
  },
  {
    title: "fapi-ciba-id1-user-rejects-authentication: tells the client (CIBA Core §11)",
    async run(run) {
      const flow = await newFlow(run);
      const asked = await flow.ask();
      await flow.pollInVain(asked);
      run.server.pings.reset();
      await flow.decide(asked, "deny");
      if (run.variant.mode === "ping") await flow.assertPinged(asked);
      await assertRefused(await flow.poll(asked), "access_denied");
    },
  },
  {
    title: "fapi-ciba-id1-multiple-call-to-token-endpoint: slows down who asks without a pause (CIBA Core §11)",
    async run(run) {
      const flow = await newFlow(run);
      const asked = await flow.ask();
      await flow.pollInVain(asked);
      for (let times = 0; times < 20; times++) {
        await assertRefused(await flow.poll(asked), "authorization_pending", "slow_down");
      }
      await assertRefused(await flow.poll(asked), "slow_down");
      // The user is not who pays for it.
      await flow.assertResourceOpens(await flow.allow(asked));
    },
  },
  {
    title: "fapi-ciba-id1-auth-req-id-expired: ends as it said (CIBA Core §11)",
    async run(run) {
      const flow = await newFlow(run);
      const asked = await flow.ask({ claims: { requested_expiry: 10 } });
      assert.equal(asked.expires_in, 10);
      run.server.at.server.clock.advance(11);
      await assertRefused(await flow.poll(asked), "expired_token");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-authorization-request-with-binding-message-succeeds: shows it to the user (CIBA Core §7.1)",
    async run(run) {
      const flow = await newFlow(run);
      const asked = await flow.ask({ claims: { binding_message: "W4SCT" } });
      const page = await flow.decide(asked, "approve");
      assert.ok(page.body.includes("W4SCT"), page.body);
      await flow.assertResourceOpens(await flow.tokensOf(await flow.poll(asked)));
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-authorization-request-with-potentially-bad-binding-message: says so where it cannot show it (CIBA Core §13)",
    async run(run) {
      const flow = await newFlow(run);
      const response = await flow.send({ claims: { binding_message: ODD_MESSAGE } });
      await assertRefused(response, "invalid_binding_message");
      // What fits is shown, whatever it is written in.
      const fitting = [...ODD_MESSAGE].slice(0, 100).join("");
      const asked = await flow.ask({ claims: { binding_message: fitting } });
      assert.ok((await flow.decide(asked, "approve")).body.includes(fitting));
    },
  },
  {
    title: "fapi-ciba-id1-ensure-other-scope-order-succeeds: takes the scopes in any order (RFC 6749 §3.3)",
    async run(run) {
      await (await newFlow(run)).run({ claims: { scope: "email openid" } });
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-requested-expiry-as-string-succeeds: takes the number as a text too (CIBA Core §7.1.1)",
    async run(run) {
      await (await newFlow(run)).run({ claims: { requested_expiry: "30" } });
    },
  },
];
