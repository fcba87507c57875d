import assert from "node:assert/strict";
import { headerOf } from "../../client.ts";
import { flow } from "../flow.ts";
import type { Module } from "../module.ts";
import { assertMetadataRefused, requestRegistration } from "../registration.ts";

/** How ID tokens are signed. */
export const idTokenModules: readonly Module[] = [
  {
    title:
      "oidcc-idtoken-signature: signs with RS256 for a client that wants nothing else, and names the key (OIDC Core §3.1.3.7, §10.1)",
    async run(run) {
      const { answer, tokens } = await flow(run);
      for (const idToken of [answer.id_token, tokens?.id_token]) {
        if (idToken === undefined) continue;
        const { alg, kid } = headerOf(idToken);
        assert.equal(alg, "RS256");
        assert.ok(kid);
      }
    },
  },
  {
    title:
      "oidcc-idtoken-unsigned: does not say that it issues ID tokens without a signature, and issues none (RFC 8725 §3.2)",
    async run(run) {
      assert.ok(!run.server.metadata.id_token_signing_alg_values_supported?.includes("none"));
      const unsigned = { id_token_signed_response_alg: "none" };
      await assertMetadataRefused(await requestRegistration(run.server, run.variant, unsigned));
      const { idToken } = await flow(run);
      assert.notEqual(headerOf(idToken).alg, "none");
      assert.notEqual(idToken.split(".")[2], "");
    },
  },
];
