import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { asksFor } from "../../../src/protocol/authorize/response-type.ts";
import { open, refusalOf, requestOf } from "../authorization.ts";
import { assertNothingUnasked } from "../claims.ts";
import { entropyOf } from "../entropy.ts";
import { flow } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";

/** The flows when all goes well. */
export const serverModules: readonly Module[] = [
  {
    title:
      "oidcc-server: gives what the response type asks for, with the hashes of what comes beside (OIDC Core §3.3.2.11)",
    async run(run) {
      supportsAuthentication(run);
      const { answer, frontChannel, backChannel } = await flow(run);
      const { responseType } = run.variant;
      if (frontChannel !== undefined) {
        assert.equal("at_hash" in frontChannel, asksFor(responseType, "token"));
        assert.equal("c_hash" in frontChannel, asksFor(responseType, "code"));
      }
      for (const claims of [frontChannel, backChannel]) {
        if (claims === undefined) continue;
        assert.ok(!("name" in claims));
        assertNothingUnasked(claims, "openid");
      }
      if (answer.code !== undefined) {
        assert.ok(answer.code.length >= 16, "128 bits");
        assert.ok(entropyOf(answer.code) >= 96, "96 bits as one can measure them (RFC 6749 §10.10)");
      }
    },
  },
  {
    title: "oidcc-server-client-secret-post: takes the secret from the form (OIDC Core §9)",
    async run(run) {
      supportsAuthentication(run);
      await flow(run);
    },
  },
  {
    title:
      "oidcc-ensure-client-assertion-with-iss-aud-succeeds: takes an assertion that is meant for the issuer (OIDC Core §9)",
    async run(run) {
      supportsAuthentication(run);
      // The library's assertions name the issuer, which is the URL of the token endpoint as well.
      await flow(run);
    },
  },
  {
    title: "oidcc-ensure-request-with-valid-pkce-succeeds: takes a code challenge and its verifier (RFC 7636 §4.5)",
    async run(run) {
      const codeVerifier = oauth.generateRandomCodeVerifier();
      const challenge = {
        code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
      };
      await flow(run, challenge, { codeVerifier });
    },
  },
  {
    title: "oidcc-response-type-missing: tells the client that its request has no response type (RFC 6749 §3.1.1)",
    async run(run) {
      const request = requestOf(run, { response_type: undefined });
      const error = refusalOf(run, request, await open(run, request));
      assert.ok(["invalid_request", "unsupported_response_type"].includes(error), error);
    },
  },
];

function supportsAuthentication({ server, variant }: ModuleRun): void {
  assert.ok(server.metadata.token_endpoint_auth_methods_supported?.includes(variant.clientAuthentication));
}
