import assert from "node:assert/strict";
import { ScriptLessBrowser } from "../../../../demo/script-less-browser.ts";
import type { RequestDeviations } from "../flow.ts";
import { type FapiModule, newFlow } from "../module.ts";
import { assertRefused } from "../refusals.ts";

/** The request is refused where it is pushed. */
function refusal(title: string, deviations: RequestDeviations, ...errors: readonly string[]): FapiModule {
  return {
    title,
    async run(run) {
      await assertRefused(await (await newFlow(run)).push(deviations), ...errors);
    },
  };
}

const ELSEWHERE = { parameters: { redirect_uri: "https://elsewhere.example/callback" } };
const NO_REDIRECT_URI = { parameters: { redirect_uri: undefined } };
const OF_A_RESPONSE_TYPE = ["unsupported_response_type", "invalid_request", "unauthorized_client"];

/** Requests that FAPI 2.0 does not know. */
export const authorizationRequestModules: readonly FapiModule[] = [
  refusal(
    "ensure-registered-redirect-uri: refuses another (OIDC Core §3.1.2.1)",
    ELSEWHERE,
    "invalid_request",
    "invalid_request_object",
  ),
  {
    title: "plain-fapi-tolerate-unregistered-redirect-uri: refuses one that the registered one begins (RFC 9126 §2.4)",
    async run(run) {
      const flow = await newFlow(run);
      const redirect_uri = `${flow.client.redirectUri}/more`;
      await assertRefused(
        await flow.push({ parameters: { redirect_uri } }),
        "invalid_request",
        "invalid_request_object",
      );
    },
  },
  refusal(
    "ensure-redirect-uri-in-authorization-request: needs one (FAPI 2.0 Security Profile §5.3.2.2)",
    NO_REDIRECT_URI,
    "invalid_request",
    "invalid_request_object",
  ),
  refusal(
    "ensure-request-object-without-redirect-uri-fails: needs one where the other parameters are (FAPI 2.0 Security Profile §5.3.2.2)",
    NO_REDIRECT_URI,
    "invalid_request",
    "invalid_request_object",
  ),
  refusal(
    "ensure-response-type-code-idtoken-fails: knows the code alone (FAPI 2.0 Security Profile §5.3.2.2)",
    { parameters: { response_type: "code id_token", nonce: "n-0S6_WzA2Mj" } },
    ...OF_A_RESPONSE_TYPE,
  ),
  refusal(
    "ensure-response-type-token-fails: knows the code alone (FAPI 2.0 Security Profile §5.3.2.2)",
    { parameters: { response_type: "token" } },
    ...OF_A_RESPONSE_TYPE,
  ),
  {
    title:
      "ensure-unsigned-authorization-request-without-using-par-fails: takes none from the browser (FAPI 2.0 Security Profile §5.3.2.2)",
    async run(run) {
      const flow = await newFlow(run);
      const { authorization_endpoint } = run.at.metadata;
      const sent = Object.entries(flow.parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
      const page = await new ScriptLessBrowser().open(
        `${authorization_endpoint}?${new URLSearchParams(sent)}`,
        flow.client.redirectUri,
      );
      assert.equal(await flow.refusalAt(page), "invalid_request");
    },
  },
  refusal(
    "par-authorization-request-containing-request_uri-form-param: refuses one beside the request (RFC 9126 §2.1)",
    { beside: { request_uri: "urn:example:random" } },
    "invalid_request",
    "invalid_request_object",
    "request_uri_not_supported",
  ),
];
