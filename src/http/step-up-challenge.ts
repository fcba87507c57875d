import type { FastifyReply, FastifyRequest } from "fastify";
import { InsufficientSignInError, type ManagementError } from "../management/management-error.ts";

/** Says, along with such a refusal, by what sign-in the user's client gets a token that will do (RFC 9470 §3). */
export function challengeSignIn(reply: FastifyReply, { headers }: FastifyRequest, error: ManagementError): void {
  if (!(error instanceof InsufficientSignInError)) return;
  const { acr, maxAgeSeconds } = error.missing;
  const parameters = [
    ["error", "insufficient_user_authentication"],
    ["error_description", error.description],
    ...(acr === undefined ? [] : [["acr_values", acr]]),
    ["max_age", String(maxAgeSeconds)],
  ];
  const scheme = /^dpop /i.test(headers.authorization ?? "") ? "DPoP" : "Bearer";
  reply.header("www-authenticate", `${scheme} ${parameters.map(([name, value]) => `${name}="${value}"`).join(", ")}`);
}
