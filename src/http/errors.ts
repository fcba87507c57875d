import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HashingQueueFullError } from "../crypto/hashing-queue.ts";
import { AuthorizationPageError } from "../protocol/authorize/page-error.ts";
import { PROOF_ALGORITHMS } from "../protocol/dpop/proof.ts";
import { OAuthError } from "../protocol/errors.ts";
import type { Settings } from "../settings.ts";
import { StoreUnavailableError } from "../store/store-unavailable.ts";
import { ApiAccessError, sendApiAccessError } from "./api-error.ts";
import { go } from "./go.ts";
import { askedLocales, sendErrorPage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { requestLog } from "./request-log.ts";
import { UnsupportedEncoding } from "./server.ts";

const RETRY_AFTER_SECONDS = 5;

/** The one place where a refusal or a failure becomes an answer: JSON for programs, a page for people. */
export function answerErrors(app: FastifyInstance, settings: Settings): void {
  const realm = new URL(settings.baseUrl).host;

  app.setErrorHandler((error, request, reply) => {
    if (error instanceof AuthorizationPageError) {
      // Asgardeo's way: the browser is sent to the error page (contract §3.3).
      const locales = askedLocales(request);
      const query = new URLSearchParams({
        oauthErrorCode: error.code,
        oauthErrorMsg: error.message,
        ...(locales !== undefined && { ui_locales: locales }),
      });
      return go(request, reply, `${tenantPath(request.tenant.handle)}${PATHS.errorPage}?${query}`);
    }
    if (error instanceof ApiAccessError) {
      const { tenant, ip: address } = request;
      requestLog(request).info({ event: "access_denied", tenant: tenant.handle, address, status: error.status });
      return sendApiAccessError(reply, request, error);
    }
    const refusal = error instanceof OAuthError ? error : toOAuthError(error as FastifyError, request);
    if (refusal.reason !== undefined)
      requestLog(request).info({ error: refusal.code, reason: refusal.reason }, "refused");
    if (request.routeOptions.config.page) return sendErrorPage(reply, request, refusal);
    return sendOAuthError(reply, refusal, realm);
  });

  app.setNotFoundHandler((request, reply) => {
    const description = "The requested resource does not exist.";
    return reply
      .code(404)
      .header("cache-control", "no-store")
      .send({ code: 404, message: "Not Found", description, traceId: request.id });
  });
}

/** RFC 6749 §5.2, with the challenge of RFC 6750 §3 or RFC 9449 §7.1 where a token was refused. */
function sendOAuthError(reply: FastifyReply, error: OAuthError, realm: string): FastifyReply {
  reply.code(error.status).header("cache-control", "no-store").header("pragma", "no-cache");
  // RFC 9110 §15.5.2: a 401 names a way that would do, whichever way was tried.
  if (error.code === "invalid_client" && error.status === 401) {
    reply.header("www-authenticate", `Basic realm="${realm}"`);
  }
  if (error.code === "invalid_token" || error.code === "insufficient_scope" || error.challenge !== undefined) {
    const algs = error.challenge === "DPoP" ? `, algs="${PROOF_ALGORITHMS.join(" ")}"` : "";
    const scheme = error.challenge ?? "Bearer";
    reply.header("www-authenticate", `${scheme} error="${error.code}", error_description="${error.message}"${algs}`);
  }
  if (error.dpopNonce !== undefined) reply.header("dpop-nonce", error.dpopNonce);
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", error.retryAfterSeconds);
  return reply.send(error.toJSON());
}

/** What is not a refusal of ours: a request that could not be read, a database that is away, more to do than we can, or our own fault. */
export function toOAuthError(error: FastifyError, request: FastifyRequest): OAuthError {
  if (error instanceof UnsupportedEncoding) {
    return new OAuthError("invalid_request", "Compressed request bodies are not supported.", { status: 415 });
  }
  if (error instanceof StoreUnavailableError) {
    requestLog(request).error({ err: error }, "the database does not answer");
    return new OAuthError("temporarily_unavailable", "Service Unavailable Error.", {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  if (error instanceof HashingQueueFullError) {
    const { retryAfterSeconds } = error;
    requestLog(request).warn({ reason: error.message }, "refused");
    return new OAuthError("temporarily_unavailable", "Service Unavailable Error.", { retryAfterSeconds });
  }
  const status = error.statusCode ?? 500;
  if (status < 500) {
    return new OAuthError("invalid_request", "Malformed or unsupported request payload", { status });
  }
  requestLog(request).error({ err: error }, "the request failed");
  return new OAuthError("server_error", "Internal Server Error.");
}
