import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ReadParameters, readParameters } from "../protocol/parameters.ts";
import type { Pairs } from "./server.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Read by people: its errors are pages. */
    page?: boolean;
  }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"] as const;

/** Serves the methods given at the path; every other one is answered 405 with `Allow` (security bar 7.1). */
export function endpoint(
  app: FastifyInstance,
  url: string,
  handlers: Partial<Record<"GET" | "HEAD" | "POST", Handler>>,
  config: FastifyContextConfig = {},
): void {
  for (const [method, handler] of Object.entries(handlers)) app.route({ method, url, handler, config });
  const allow = Object.keys(handlers).join(", ");
  app.route({
    method: METHODS.filter((method) => !(method in handlers)),
    url,
    handler: (_request, reply) =>
      reply
        .code(405)
        .header("allow", allow)
        .header("cache-control", "no-store")
        .send({ error: "invalid_request", error_description: `The method is not allowed here; use ${allow}.` }),
  });
}

/** The parameters of the form body; none when there is no body. */
export function formOf(request: FastifyRequest): ReadParameters {
  return readParameters((request.body as Pairs | null | undefined) ?? []);
}

/** The parameters of the URL. */
export function queryOf(request: FastifyRequest): ReadParameters {
  return readParameters(request.query as Pairs);
}
