import type { FastifyRequest } from "fastify";
import { equalInConstantTime, sha256 } from "../crypto/hashes.ts";
import { ManagementError } from "../management/management-error.ts";
import { networkOf } from "../throttling/network-of.ts";
import { ApiAccessError } from "./api-error.ts";
import { requestLog } from "./request-log.ts";
import type { Services } from "./services.ts";

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Refuses a request without the operator's credential, and every request where the operator has set none. Wrong credentials slow the
 * address that they come from (security bar 18.5).
 */
export function requireOperator(request: FastifyRequest, { settings, clock, operatorFailures }: Services): void {
  const { operatorToken } = settings;
  if (operatorToken === undefined) {
    const hint = "There is no tenant API until the server is started with TESSERA_OPERATOR_TOKEN.";
    throw new ManagementError(404, "TM-60007", "Not Found", hint);
  }
  const { ip: address, headers } = request;
  const now = Math.floor(clock.nowMilliseconds() / 1000);
  const network = networkOf(address);
  const wait = operatorFailures.waitSeconds(network, now);
  if (wait !== undefined) {
    throw new ManagementError(429, "TM-60008", "Too many requests", "Too many wrong credentials.", wait);
  }
  const given = BEARER.exec(headers.authorization ?? "")?.[1];
  // Hashes are of one length, so that not even the length is told.
  if (given !== undefined && equalInConstantTime(sha256(given), sha256(operatorToken))) return;
  if (given !== undefined) operatorFailures.fail(network, now);
  requestLog(request).info({ event: "operator_refused", address }, "operator refused");
  throw new ApiAccessError(401, given === undefined ? "Bearer" : 'Bearer error="invalid_token"');
}
