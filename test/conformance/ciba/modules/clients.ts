import assert from "node:assert/strict";
import { assertHardenedTls } from "../../fapi/hardened-tls.ts";
import { asRs256 } from "../../fapi/keys.ts";
import { assertRefused } from "../../fapi/refusals.ts";
import { type CibaModule, newFlow } from "../module.ts";
import { cibaClientIdOf } from "../variant.ts";

const ASSERTED = { clientAuthentication: "private_key_jwt" } as const;
const CERTIFIED = { clientAuthentication: "mtls" } as const;

/** Who asks, and who gets the answer. */
export const clientModules: readonly CibaModule[] = [
  {
    title:
      "fapi-ciba-id1-ensure-wrong-auth-req-id-in-token-endpoint-request: answers the client that has asked (CIBA Core §11)",
    async run(run) {
      const asked = await (await newFlow(run)).ask();
      await assertRefused(await (await newFlow(run, "second")).poll(asked), "invalid_grant");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-different-client-id-and-issuer-in-backchannel-authorization-request: knows a client by its certificate (RFC 8705 §2)",
    only: CERTIFIED,
    async run(run) {
      const beside = { client_id: cibaClientIdOf(run.variant, "second") };
      await assertRefused(await (await newFlow(run)).send({ beside }), "invalid_client");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-wrong-client-id-in-backchannel-authorization-request: knows a client by its certificate (RFC 8705 §2)",
    only: CERTIFIED,
    async run(run) {
      const wrong = cibaClientIdOf(run.variant, "second");
      const deviations = { beside: { client_id: wrong }, claims: { iss: wrong } };
      await assertRefused(await (await newFlow(run)).send(deviations), "invalid_client", "invalid_request");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-wrong-client-id-in-token-endpoint-request: knows a client by its certificate (RFC 8705 §2)",
    only: CERTIFIED,
    async run(run) {
      const flow = await newFlow(run);
      const form = { client_id: cibaClientIdOf(run.variant, "second") };
      await assertRefused(await flow.poll(await flow.ask(), { form }), "invalid_client");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-without-client-assertion-in-token-endpoint-request: wants more than a name (RFC 6749 §3.2.1)",
    only: ASSERTED,
    async run(run) {
      const flow = await newFlow(run);
      const response = await flow.poll(await flow.ask(), { assertion: "left out" });
      await assertRefused(response, "invalid_client", "invalid_request");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-without-client-assertion-in-backchannel-authorization-request: wants more than a name (CIBA Core §7.1)",
    only: ASSERTED,
    async run(run) {
      const response = await (await newFlow(run)).send({ assertion: "left out" });
      await assertRefused(response, "invalid_client", "invalid_request");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails: knows no RS256 (FAPI-CIBA §7.10)",
    only: ASSERTED,
    async run(run) {
      const assertionKey = await asRs256(run.server.at.keys.first.signing);
      await assertRefused(await (await newFlow(run)).send({ assertionKey }), "invalid_client", "invalid_request");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails: knows no RS256 (FAPI-CIBA §7.10)",
    only: ASSERTED,
    async run(run) {
      const flow = await newFlow(run);
      const assertionKey = await asRs256(run.server.at.keys.first.signing);
      await assertRefused(await flow.poll(await flow.ask(), { assertionKey }), "invalid_client", "invalid_request");
    },
  },
  {
    title:
      "fapi-ciba-id1-ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds: takes an assertion for the issuer (CIBA Core §7.1)",
    only: ASSERTED,
    async run(run) {
      const flow = await newFlow(run);
      const assertion = { aud: run.server.at.metadata.issuer };
      const asked = await flow.ask({ assertion });
      await assertRefused(await flow.poll(asked, { assertion }), "authorization_pending");
    },
  },
  {
    title: "fapi-ciba-id1-ensure-mtls-holder-of-key-required: gives no token that anybody could use (FAPI-CIBA §5.2.2)",
    async run(run) {
      const flow = await newFlow(run);
      await assertHardenedTls(new URL(flow.client.urlOf("token_endpoint")));
      const asked = await flow.ask();
      const errors =
        run.variant.clientAuthentication === "mtls"
          ? ["invalid_client", "invalid_request"]
          : ["invalid_client", "invalid_grant", "invalid_request"];
      await assertRefused(await flow.poll(asked, { certificate: "none" }), ...errors);
    },
  },
  {
    title: "fapi-ciba-id1-refresh-token: is good for its client alone (RFC 6749 §6)",
    async run(run) {
      assert.ok(run.server.at.metadata.grant_types_supported?.includes("refresh_token"));
      const first = await newFlow(run);
      const refresh = (flow: typeof first, refresh_token: string) =>
        flow.client.token({ grant_type: "refresh_token", refresh_token, scope: "openid email" });
      const obtain = async (flow: typeof first) => (await flow.run()).refresh_token as string;

      const refreshed = await flow200(await refresh(first, await obtain(first)));
      assert.equal((await first.client.resource(refreshed.access_token)).status, 200);
      const others = await obtain(await newFlow(run, "second"));
      await assertRefused(await refresh(first, others), "invalid_grant");
    },
  },
];

async function flow200(response: Response): Promise<{ access_token: string }> {
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as { access_token: string };
}
