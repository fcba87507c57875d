import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { AuthorizationPageError } from "../protocol/authorize/page-error.ts";
import { OAuthError } from "../protocol/errors.ts";
import { toOAuthError } from "./errors.ts";
import { requestLog } from "./request-log.ts";

/** Asgardeo's refusals of the app-native API (contract §14.5). */
const ERRORS = {
  "ABA-60001": { status: 400, message: "Invalid authentication request" },
  "ABA-60002": { status: 400, message: "Authentication failure" },
  "ABA-60003": { status: 400, message: "Authentication failure" },
  "ABA-60004": { status: 400, message: "Invalid authenticatorId" },
  "ABA-60005": { status: 400, message: "Unable to find application" },
  "ABA-60006": { status: 501, message: "Authenticator not supported" },
  "ABA-60007": { status: 400, message: "App native authentication is not enabled for the application" },
  "ABA-60008": { status: 400, message: "Authentication flow time out" },
  "ABA-60009": { status: 400, message: "Invalid flow identifier" },
  "ABA-60010": { status: 400, message: "Invalid logout request" },
  "ABA-65001": { status: 500, message: "Server error" },
} as const;

/** A refusal that an application is told in JSON. */
export class NativeError extends Error {
  readonly code: keyof typeof ERRORS;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: keyof typeof ERRORS,
    description: string,
    details: { readonly status?: number; readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super(description);
    this.name = "NativeError";
    this.code = code;
    this.status = details.status ?? ERRORS[code].status;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Answers with what the handler throws, whatever that is, as the app-native API does. */
export async function answerNatively(
  request: FastifyRequest,
  reply: FastifyReply,
  handler: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await handler();
  } catch (error) {
    return sendNativeError(reply, request, error);
  }
}

export function sendNativeError(reply: FastifyReply, request: FastifyRequest, error: unknown): FastifyReply {
  const refusal = toNativeError(error, request);
  reply.header("cache-control", "no-store");
  if (refusal.retryAfterSeconds !== undefined) reply.header("retry-after", refusal.retryAfterSeconds);
  const isUnauthorized = refusal.status === 401;
  return reply.code(refusal.status).send({
    code: isUnauthorized ? "401" : refusal.code,
    message: isUnauthorized ? "Unauthorized" : ERRORS[refusal.code].message,
    description: refusal.message,
    traceId: request.id,
  });
}

function toNativeError(error: unknown, request: FastifyRequest): NativeError {
  if (error instanceof NativeError) return error;
  if (error instanceof AuthorizationPageError) {
    const isUnknown = error.code === "invalid_client" || error.code === "application_disabled";
    return new NativeError(isUnknown ? "ABA-60005" : "ABA-60001", error.message);
  }
  const refusal = error instanceof OAuthError ? error : toOAuthError(error as FastifyError, request);
  const { status, code, message, reason, retryAfterSeconds } = refusal;
  if (reason !== undefined) requestLog(request).info({ error: code, reason }, "refused");
  if (status >= 500) return new NativeError("ABA-65001", message, { status, retryAfterSeconds });
  return new NativeError("ABA-60001", `${code}: ${message}`, {
    status: status === 401 || status === 429 ? status : 400,
    retryAfterSeconds,
  });
}
