import { newProofKey } from "../../../dpop-proofs.ts";
import type { Flow, RequestDeviations } from "../flow.ts";
import { type FapiModule, type FapiRun, newFlow } from "../module.ts";
import { assertRefused } from "../refusals.ts";
import type { Changes } from "../suite-client.ts";
import { tokensOf } from "../tokens.ts";
import { assertResourceOpens } from "../userinfo.ts";

const PROVEN = { senderConstraint: "dpop" } as const;
const ERRORS = ["invalid_request", "invalid_grant", "invalid_dpop_proof"];

/** Proofs with these claims are taken at each endpoint. */
function taken(title: string, claims: (run: FapiRun) => Changes, pushesProof: boolean): FapiModule {
  return {
    title,
    only: PROVEN,
    async run(run) {
      const flow = await newFlow(run);
      const proof = claims(run);
      const code = await flow.obtainCode(pushesProof ? { proof } : {});
      const tokens = await tokensOf(flow, await flow.redeem(code, { proof }));
      await assertResourceOpens(flow, tokens);
      const { status } = await flow.client.resource(tokens.access_token, { proof });
      if (run.variant.openid === "openid_connect" && status !== 200) throw new Error(`userinfo answered ${status}`);
    },
  };
}

/** The code goes to whoever has the key of the pushed request. */
function bound(title: string, deviations: (flow: Flow) => RequestDeviations): FapiModule {
  return {
    title,
    only: PROVEN,
    async run(run) {
      const flow = await newFlow(run);
      const code = await flow.obtainCode(deviations(flow));
      await assertResourceOpens(flow, await tokensOf(flow, await flow.redeem(code)));
    },
  };
}

/** Codes that are bound to a key (RFC 9449 §10), and the times of proofs (§4.3). */
export const dpopBindingModules: readonly FapiModule[] = [
  taken(
    "check-dpop-proof-nbf-exp: takes a proof that says from when and how long it is good (RFC 9449 §4.2)",
    ({ at: { server } }) => ({ nbf: server.clock.now, exp: server.clock.now + 300 }),
    false,
  ),
  taken(
    "ensure-dpopproof-with-iat-10seconds-before-succeeds: takes a proof of 10 seconds ago (FAPI 2.0 Security Profile §5.3.2.1)",
    ({ at: { server } }) => ({ iat: server.clock.now - 10 }),
    true,
  ),
  taken(
    "ensure-dpopproof-with-iat-10seconds-after-succeeds: takes a proof of 10 seconds ahead (FAPI 2.0 Security Profile §5.3.2.1)",
    ({ at: { server } }) => ({ iat: server.clock.now + 10 }),
    true,
  ),
  bound("ensure-dpopproof-at-par-endpoint-binding-success: takes the key that was proven (RFC 9449 §10.1)", () => ({
    proof: {},
  })),
  bound(
    "ensure-dpop-auth-code-binding-success: takes the key that was named and proven (RFC 9449 §10.1)",
    ({ client }) => ({ proof: {}, parameters: { dpop_jkt: client.proofKey.thumbprint } }),
  ),
  {
    title: "ensure-mismatched-dpop-jkt-fails: refuses another key than was named (RFC 9449 §10.1)",
    only: PROVEN,
    async run(run) {
      const flow = await newFlow(run);
      const parameters = { dpop_jkt: (await newProofKey()).thumbprint };
      await assertRefused(await flow.push({ proof: {}, parameters }), "invalid_request", "invalid_dpop_proof");
    },
  },
  {
    title:
      "ensure-token-endpoint-fails-with-mismatched-dpop-jkt: refuses the code to another key than was named (RFC 9449 §10)",
    only: PROVEN,
    async run(run) {
      const flow = await newFlow(run);
      const parameters = { dpop_jkt: (await newProofKey()).thumbprint };
      await assertRefused(await flow.redeem(await flow.obtainCode({ parameters })), ...ERRORS);
    },
  },
  {
    title:
      "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt: refuses the code to another key than was proven (RFC 9449 §10.1)",
    only: PROVEN,
    async run(run) {
      const flow = await newFlow(run);
      const code = await flow.obtainCode({ proof: {} });
      await assertRefused(await flow.redeem(code, { proofKey: await newProofKey() }), ...ERRORS);
    },
  },
];
