import assert from "node:assert/strict";
import { newVerifier } from "../../../client.ts";
import { assertHardenedTls } from "../hardened-tls.ts";
import { type FapiModule, newFlow } from "../module.ts";
import { assertRefused } from "../refusals.ts";
import type { Deviations, Form, SuiteClient } from "../suite-client.ts";
import { tokensOf } from "../tokens.ts";

const PROVEN = ["invalid_request", "invalid_grant", "invalid_dpop_proof"];

/** A new code is refused with these. */
function refusal(title: string, form: () => Form, ...errors: readonly string[]): FapiModule {
  return {
    title,
    async run(run) {
      const flow = await newFlow(run);
      await assertRefused(await flow.redeem(await flow.obtainCode(), { form: form() }), ...errors);
    },
  };
}

/** What the token endpoint asks of a code and of whoever brings it. */
export const codeModules: readonly FapiModule[] = [
  {
    title: "ensure-holder-of-key-required: gives no token that anybody could use (FAPI 2.0 Security Profile §5.3.2.1)",
    async run(run) {
      const flow = await newFlow(run);
      for (const endpoint of ["token_endpoint", "userinfo_endpoint"] as const) {
        await assertHardenedTls(new URL(flow.client.urlOf(endpoint)));
      }
      await assertHardenedTls(new URL(run.at.metadata.authorization_endpoint as string));
      const code = await flow.obtainCode();
      const { senderConstraint, clientAuthentication } = run.variant;
      const bare: Deviations = senderConstraint === "dpop" ? { proof: "left out" } : { certificate: "none" };
      const errors =
        senderConstraint === "dpop"
          ? PROVEN
          : clientAuthentication === "mtls"
            ? ["invalid_client", "invalid_request"]
            : ["invalid_client", "invalid_grant", "invalid_request"];
      await assertRefused(await flow.redeem(code, bare), ...errors);
      // It was not the code.
      await tokensOf(flow, await flow.redeem(code));
    },
  },
  {
    title: "ensure-client-id-in-token-endpoint: knows a client by its own keys alone (RFC 6749 §5.2)",
    async run(run) {
      const flow = await newFlow(run);
      const code = await flow.obtainCode();
      const { client_id, ...claimed } = asSecond((await newFlow(run, "second")).client);
      const form = run.variant.clientAuthentication === "mtls" ? { client_id } : {};
      const response = await flow.redeem(code, { form, assertion: claimed });
      await assertRefused(response, "invalid_client", "invalid_grant");
    },
  },
  {
    title: "ensure-authorization-code-is-bound-to-client: takes a code from its own client alone (RFC 6749 §4.1.3)",
    async run(run) {
      const flow = await newFlow(run);
      const code = await flow.obtainCode();
      const other = await newFlow(run, "second");
      const form = { code_verifier: flow.verifier, redirect_uri: flow.client.redirectUri };
      await assertRefused(await other.redeem(code, { form }), "invalid_grant");
    },
  },
  {
    title:
      "attempt-reuse-authorization-code-after-one-second: takes a code once, and ends its tokens then (RFC 6749 §4.1.2)",
    async run(run) {
      const flow = await newFlow(run);
      const code = await flow.obtainCode();
      const tokens = await tokensOf(flow, await flow.redeem(code));
      run.at.server.clock.advance(1);
      await assertRefused(await flow.redeem(code), "invalid_grant");
      assert.equal((await flow.client.resource(tokens.access_token)).status, 401);
    },
  },
  {
    title:
      "ensure-token-endpoint-fails-with-expired-auth-code: ends a code after a minute (FAPI 2.0 Security Profile §5.3.2.1)",
    async run(run) {
      const flow = await newFlow(run);
      const code = await flow.obtainCode();
      run.at.server.clock.advance(62);
      await assertRefused(await flow.redeem(code), "invalid_grant");
    },
  },
  refusal(
    "ensure-pkce-code-verifier-required: wants the verifier (RFC 7636 §4.6)",
    () => ({ code_verifier: undefined }),
    "invalid_grant",
  ),
  refusal(
    "incorrect-pkce-code-verifier-rejected: wants the verifier of the request (RFC 7636 §4.6)",
    () => ({ code_verifier: newVerifier() }),
    "invalid_grant",
  ),
];

/** What the first client says to pass for the second one. */
function asSecond({ clientId }: SuiteClient): { client_id: string; iss: string; sub: string } {
  return { client_id: clientId, iss: clientId, sub: clientId };
}
