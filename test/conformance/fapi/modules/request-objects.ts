import type { RequestDeviations } from "../flow.ts";
import { asRs256 } from "../keys.ts";
import { type FapiModule, type FapiRun, newFlow } from "../module.ts";
import { assertRefused } from "../refusals.ts";
import { obtainTokens } from "../tokens.ts";
import { assertResourceOpens } from "../userinfo.ts";

const SIGNED = { plan: "message signing" } as const;

/** The request object is refused where it is pushed. */
function refusal(
  title: string,
  deviations: (run: FapiRun) => RequestDeviations | Promise<RequestDeviations>,
  ...errors: readonly string[]
): FapiModule {
  return {
    title,
    only: SIGNED,
    async run(run) {
      const codes = errors.length === 0 ? ["invalid_request_object"] : errors;
      await assertRefused(await (await newFlow(run)).push(await deviations(run)), ...codes);
    },
  };
}

function success(title: string, deviations: (run: FapiRun) => RequestDeviations): FapiModule {
  return {
    title,
    only: SIGNED,
    async run(run) {
      const flow = await newFlow(run);
      await assertResourceOpens(flow, await obtainTokens(flow, deviations(run)));
    },
  };
}

/** Seconds from now. */
function at({ at: { server } }: FapiRun, seconds: number): number {
  return server.clock.now + seconds;
}

/** Signed requests (FAPI 2.0 Message Signing §5.3). */
export const requestObjectModules: readonly FapiModule[] = [
  success(
    "ensure-request-object-with-multiple-aud-succeeds: takes one that is for others too (RFC 7519 §4.1.3)",
    (run) => ({
      object: { aud: [run.at.metadata.issuer, "https://other1.example.com", "invalid"] },
    }),
  ),
  success(
    "ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted: forgives clocks that differ (FAPI 2.0 Security Profile §5.3.2.1)",
    (run) => ({ object: { nbf: at(run, 8) } }),
  ),
  refusal("ensure-request-object-without-exp-fails: needs an end (Message Signing §5.3.1)", () => ({
    object: { exp: undefined },
  })),
  refusal("ensure-request-object-without-nbf-fails: needs a beginning (Message Signing §5.3.1)", () => ({
    object: { nbf: undefined },
  })),
  refusal("ensure-expired-request-object-fails: refuses one that has ended (RFC 7519 §4.1.4)", (run) => ({
    object: { exp: at(run, -300), nbf: at(run, -600) },
  })),
  refusal("ensure-request-object-with-bad-aud-fails: refuses one for somebody else (RFC 9101 §4)", () => ({
    object: { aud: "https://www.other1.example.com/" },
  })),
  refusal(
    "ensure-request-object-with-exp-over-60-fails: refuses one for 70 minutes (Message Signing §5.3.1)",
    (run) => ({
      object: { exp: at(run, 4200) },
    }),
  ),
  refusal(
    "ensure-request-object-with-nbf-over-60-fails: refuses one from 70 minutes ago (Message Signing §5.3.1)",
    (run) => ({
      object: { nbf: at(run, -4200) },
    }),
  ),
  refusal(
    "ensure-signed-request-object-with-RS256-fails: knows no RS256 (FAPI 2.0 Security Profile §5.4.1)",
    async ({ at: { keys } }) => ({
      objectKey: await asRs256(keys.first.signing),
    }),
  ),
  refusal("ensure-request-object-signature-algorithm-is-not-none: wants a signature (Message Signing §5.3.1)", () => ({
    altered: (jwt) => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${jwt.split(".")[1]}.`,
  })),
  refusal("ensure-request-object-with-invalid-signature-fails: wants a valid one (Message Signing §5.3.1)", () => ({
    altered: (jwt) => {
      const [header, claims, signature = ""] = jwt.split(".");
      const bytes = Buffer.from(signature, "base64url").map((byte) => byte ^ 0x5a);
      return `${header}.${claims}.${Buffer.from(bytes).toString("base64url")}`;
    },
  })),
  refusal(
    "ensure-matching-key-in-authorization-request: wants the client's own (Message Signing §5.3.1)",
    ({ at: { keys } }) => ({ objectKey: keys.second.signing }),
    "invalid_request",
    "invalid_request_object",
  ),
  {
    title:
      "ensure-unsigned-request-at-par-endpoint-fails: refuses parameters that nobody signed (Message Signing §5.3.1)",
    only: SIGNED,
    async run(run) {
      await assertRefused(await (await newFlow(run)).push({ unsigned: true }), "invalid_request");
    },
  },
  refusal("par-authorization-request-containing-request_uri: refuses one in the object (RFC 9126 §2.1)", () => ({
    parameters: { request_uri: "urn:example:random" },
  })),
];
