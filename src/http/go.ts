import type { FastifyReply, FastifyRequest } from "fastify";
import { showToOpener } from "./pop-up.ts";

/** RFC 9700 §4.12: never 307, which would send a password on. 303 makes the browser GET after a POST. */
export function go(request: FastifyRequest, reply: FastifyReply, location: string): FastifyReply {
  showToOpener(request, reply);
  return reply.header("cache-control", "no-store").redirect(location, request.method === "POST" ? 303 : 302);
}
