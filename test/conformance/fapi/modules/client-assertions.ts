import assert from "node:assert/strict";
import { asRs256 } from "../keys.ts";
import { type FapiModule, type FapiRun, newFlow } from "../module.ts";
import { assertRefused } from "../refusals.ts";
import type { Changes, Deviations } from "../suite-client.ts";
import { obtainTokens } from "../tokens.ts";
import { assertResourceOpens } from "../userinfo.ts";

const ASSERTED = { clientAuthentication: "private_key_jwt" } as const;
const ERRORS = ["invalid_client", "invalid_request"];

/** The assertion is refused at the token endpoint. */
function refusedWithCode(title: string, deviations: (run: FapiRun) => Deviations | Promise<Deviations>): FapiModule {
  return {
    title,
    only: ASSERTED,
    async run(run) {
      const flow = await newFlow(run);
      await assertRefused(await flow.redeem(await flow.obtainCode(), await deviations(run)), ...ERRORS);
    },
  };
}

/** The assertion is refused with a pushed request. */
function refusedWithRequest(title: string, assertion: (run: FapiRun) => Changes): FapiModule {
  return {
    title,
    only: ASSERTED,
    async run(run) {
      await assertRefused(await (await newFlow(run)).push({ assertion: assertion(run) }), ...ERRORS);
    },
  };
}

/** How clients with keys prove who they are (FAPI 2.0 Security Profile §5.3.2.1, §5.4.1). */
export const clientAssertionModules: readonly FapiModule[] = [
  refusedWithCode("ensure-signed-client-assertion-with-RS256-fails: knows no RS256 (§5.4.1)", async ({ at }) => ({
    assertionKey: await asRs256(at.keys.first.signing),
  })),
  refusedWithCode("ensure-client-assertion-in-token-endpoint: wants more than a name (RFC 6749 §3.2.1)", () => ({
    assertion: "left out",
  })),
  refusedWithCode(
    "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails: refuses one that has ended (RFC 7523 §3)",
    ({ at }) => ({ assertion: { exp: at.server.clock.now - 300 } }),
  ),
  refusedWithCode("ensure-client-assertion-with-wrong-aud-fails: refuses one for somebody else (RFC 7523 §3)", () => ({
    assertion: { aud: "https://wrong.example/" },
  })),
  refusedWithCode("ensure-client-assertion-with-no-sub-fails: wants its subject (RFC 7523 §3)", () => ({
    assertion: { sub: undefined },
  })),
  {
    title:
      "par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted: forgives clocks that differ (§5.3.2.1)",
    only: ASSERTED,
    async run(run) {
      const flow = await newFlow(run);
      const soon = run.at.server.clock.now + 8;
      await assertResourceOpens(flow, await obtainTokens(flow, { assertion: { iat: soon, nbf: soon } }));
    },
  },
  refusedWithRequest(
    "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails: forgives a minute at most (§5.3.2.1)",
    ({ at: { server } }) => ({ iat: server.clock.now + 65, nbf: server.clock.now + 65, exp: server.clock.now + 125 }),
  ),
  refusedWithRequest(
    "par-test-array-as-audience-fails: wants the issuer as one text (§5.3.2.1)",
    ({ at: { metadata } }) => ({
      aud: [metadata.issuer, metadata.token_endpoint],
    }),
  ),
  refusedWithRequest(
    "par-test-par-endpoint-url-as-audience-fails: wants the issuer and no endpoint (§5.3.2.1)",
    ({ at: { metadata } }) => ({ aud: metadata.pushed_authorization_request_endpoint }),
  ),
  {
    title:
      "par-test-token-endpoint-url-as-audience-fails: wants the issuer, whose URL the token endpoint has, and no other (contract §5.3)",
    only: ASSERTED,
    async run(run) {
      const { issuer, token_endpoint, mtls_endpoint_aliases } = run.at.metadata;
      assert.equal(token_endpoint, issuer);
      for (const aud of [mtls_endpoint_aliases?.token_endpoint, `${issuer}/`, `${issuer}?`]) {
        await assertRefused(await (await newFlow(run)).push({ assertion: { aud } }), ...ERRORS);
      }
    },
  },
];
