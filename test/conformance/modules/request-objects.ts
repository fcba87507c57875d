import assert from "node:assert/strict";
import { UnsecuredJWT } from "jose";
import { assertErrorPage } from "../../redirects.ts";
import { open, type Parameters, REDIRECT_URI, refusalOf, requestOf, SUITE } from "../authorization.ts";
import type { Module, ModuleRun } from "../module.ts";

/**
 * Request objects without a signature (security bar 11.1). Discovery lists no `none` among their algorithms, upon which the suite skips
 * these modules; so that it may, they are refused.
 */
export const requestObjectModules: readonly Module[] = [
  {
    title:
      "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported: refuses a request object without a signature (RFC 9101 §10.1)",
    async run(run) {
      const { inside, outside } = unsigned(run);
      const request = { ...outside, request: inside };
      assert.equal(refusalOf(run, request, await open(run, request)), "invalid_request_object");
    },
  },
  {
    title:
      "oidcc-ensure-request-object-with-redirect-uri: goes by no redirect URI of such an object, nor by an unknown one beside it (RFC 9101 §10.1)",
    async run(run) {
      const { inside, outside } = unsigned(run);
      const request = { ...outside, request: inside, redirect_uri: `${REDIRECT_URI}_invalid` };
      assertErrorPage(await open(run, request), "invalid_callback");
    },
  },
  {
    title:
      "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported: takes no object from a place that the client did not register (OIDC Core §6.2)",
    async run(run) {
      const request = { ...unsigned(run).outside, request_uri: `${SUITE}/requests/Hp8mC2wVx1#fragment` };
      assert.equal(refusalOf(run, request, await open(run, request)), "request_uri_not_supported");
    },
  },
];

/** A request whose state and nonce are in an unsigned object alone. */
function unsigned(run: ModuleRun): { inside: string; outside: Parameters } {
  const { metadata } = run.server;
  assert.ok(!metadata.request_object_signing_alg_values_supported?.includes("none"));
  const request = requestOf(run);
  const inside = new UnsecuredJWT({ ...request, iss: request.client_id as string, aud: metadata.issuer }).encode();
  return { inside, outside: requestOf(run, { state: undefined, nonce: undefined }) };
}
