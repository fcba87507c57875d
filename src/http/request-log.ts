import type { FastifyBaseLogger, FastifyRequest } from "fastify";

/** The log for what concerns the request; each line carries the id that the person or program was told (security bar 14.7). */
export function requestLog(request: FastifyRequest): FastifyBaseLogger {
  return request.log.child({ reqId: request.id });
}
