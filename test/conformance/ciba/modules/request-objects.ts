import { asRs256 } from "../../fapi/keys.ts";
import { assertRefused } from "../../fapi/refusals.ts";
import type { AskDeviations } from "../flow.ts";
import { type CibaModule, type CibaRun, newFlow } from "../module.ts";
import { cibaClientIdOf } from "../variant.ts";

/** The request is refused with invalid_request, as CIBA Core §13 has it. */
function refusal(
  name: string,
  rule: string,
  deviations: (run: CibaRun) => AskDeviations | Promise<AskDeviations>,
): CibaModule {
  return {
    title: `fapi-ciba-id1-ensure-${name}: ${rule}`,
    async run(run) {
      await assertRefused(await (await newFlow(run)).send(await deviations(run)), "invalid_request");
    },
  };
}

/** CIBA Core §7.1.1. */
function missing(claim: string): CibaModule {
  return refusal(`request-object-missing-${claim}-fails`, `needs ${claim} (CIBA Core §7.1.1)`, () => ({
    claims: { [claim]: undefined },
  }));
}

const minutes = ({ server }: CibaRun, count: number) => server.at.server.clock.now + count * 60;

/** Signed requests (CIBA Core §7.1.1, FAPI-CIBA §5.2.2). */
export const requestObjectModules: readonly CibaModule[] = [
  ...["aud", "iss", "exp", "iat", "nbf", "jti"].map(missing),
  refusal("request-object-bad-aud-fails", "refuses one for somebody else (CIBA Core §7.1.1)", () => ({
    claims: { aud: "https://www.other1.example.com/" },
  })),
  refusal("request-object-bad-iss-fails", "refuses one of another client (CIBA Core §7.1.1)", ({ variant }) => ({
    claims: { iss: cibaClientIdOf(variant, "second") },
  })),
  refusal("request-object-expired-exp-fails", "refuses one that has ended (RFC 7519 §4.1.4)", (run) => ({
    claims: { exp: minutes(run, -5) },
  })),
  refusal(
    "request-object-exp-is-70-minutes-in-future-fails",
    "refuses one for 70 minutes (FAPI-CIBA §5.2.2)",
    (run) => ({
      claims: { exp: minutes(run, 70) },
    }),
  ),
  refusal("request-object-nbf-is-10-minutes-in-future-fails", "refuses one of later (RFC 7519 §4.1.5)", (run) => ({
    claims: { nbf: minutes(run, 10) },
  })),
  refusal(
    "request-object-nbf-is-70-minutes-in-past-fails",
    "refuses one of 70 minutes ago (FAPI-CIBA §5.2.2)",
    (run) => ({
      claims: { nbf: minutes(run, -70) },
    }),
  ),
  refusal("request-object-signature-algorithm-is-none-fails", "wants a signature (CIBA Core §7.1.1)", () => ({
    altered: (jwt) => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${jwt.split(".")[1]}.`,
  })),
  refusal("request-object-signature-algorithm-is-bad-fails", "wants a valid one (CIBA Core §7.2)", () => ({
    altered: (jwt) => jwt.replace(/[^.]*$/, (signature) => [...signature].reverse().join("")),
  })),
  refusal("request-object-signature-algorithm-is-RS256-fails", "knows no RS256 (FAPI-CIBA §7.10)", async (run) => ({
    key: await asRs256(run.server.at.keys.first.signing),
  })),
  refusal("request-object-signed-by-other-client-fails", "wants the client's own key (CIBA Core §7.2)", (run) => ({
    key: run.server.at.keys.second.signing,
  })),
  refusal("unsigned-backchannel-authorization-request-fails", "wants them signed (FAPI-CIBA §5.2.2)", () => ({
    unsigned: true,
  })),
  refusal("authorization-request-with-multiple-hints-fails", "takes one hint (CIBA Core §7.1)", (run) => ({
    claims: { login_hint: run.server.at.user.userName, id_token_hint: "one more" },
  })),
];
