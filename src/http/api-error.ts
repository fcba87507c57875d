import type { FastifyReply, FastifyRequest } from "fastify";
import { isScim, SCIM_ERROR } from "./scim-path.ts";

const ANSWERS = {
  401: {
    message: "Unauthorized",
    description: "Authorization failure. Authorization information was invalid or missing from your request.",
  },
  403: {
    message: "Forbidden",
    description: "Operation is not permitted. You do not have permissions to make this request.",
  },
} as const;

/** A request that an API of ours does not let in (contract §16). */
export class ApiAccessError extends Error {
  readonly status: keyof typeof ANSWERS;
  /** The value of `WWW-Authenticate` (RFC 6750 §3, RFC 9728 §5.1). */
  readonly challenge: string;

  constructor(status: keyof typeof ANSWERS, challenge: string) {
    super(ANSWERS[status].message);
    this.name = "ApiAccessError";
    this.status = status;
    this.challenge = challenge;
  }
}

/** Asgardeo's answer; its `code` is a number (contract §16). */
export function sendApiAccessError(
  reply: FastifyReply,
  request: FastifyRequest,
  { status, challenge }: ApiAccessError,
): FastifyReply {
  reply.code(status).header("cache-control", "no-store").header("www-authenticate", challenge);
  if (isScim(request)) {
    const { description: detail } = ANSWERS[status];
    return reply.type("application/json").send({ schemas: [SCIM_ERROR], status, detail });
  }
  return reply.send({ code: status, ...ANSWERS[status], traceId: request.id });
}
