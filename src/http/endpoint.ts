import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OAuthError } from "../protocol/errors.ts";
import { type ReadParameters, readParameters } from "../protocol/parameters.ts";
import type { ParsedForm } from "./server.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Read by people: its errors are pages. */
    page?: boolean;
  }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** Every one that a route can have. */
export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] as const;
/** Security bar 7.5: no request of ours needs a tenth of it. */
const MOST_PARAMETERS = 200;

/** Serves the methods given at the path; every other one is answered 405 with `Allow` (security bar 7.1). */
export function endpoint(
  app: FastifyInstance,
  url: string,
  handlers: Partial<Record<"GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE", Handler>>,
  config: FastifyContextConfig = {},
): void {
  for (const [method, handler] of Object.entries(handlers)) app.route({ method, url, handler, config });
  const allow = Object.keys(handlers).join(", ");
  const refuse = (_request: FastifyRequest, reply: FastifyReply) =>
    reply
      .code(405)
      .header("allow", allow)
      .header("cache-control", "no-store")
      .send({ error: "invalid_request", error_description: `The method is not allowed here; use ${allow}.` });
  app.route({
    method: METHODS.filter((method) => !(method in handlers)),
    url,
    // Before the body is read, whose fault would otherwise hide the method's.
    onRequest: async (request, reply) => refuse(request, reply),
    handler: refuse,
  });
}

/** The parameters of the form body; none when there is no body. Refuses what `readPairs` refuses. */
export function formOf(request: FastifyRequest): ReadParameters {
  return readPairs((request.body as ParsedForm | null | undefined) ?? { pairs: [], utf8: true });
}

/** The parameters of the URL. Refuses what `readPairs` refuses. */
export function queryOf(request: FastifyRequest): ReadParameters {
  return readPairs(request.query as ParsedForm);
}

/** Refuses what is not UTF-8, a NUL (security bar 7.6), and more parameters than any request needs. */
function readPairs({ pairs, utf8 }: ParsedForm): ReadParameters {
  if (pairs.length > MOST_PARAMETERS) throw new OAuthError("invalid_request", "There are too many parameters.");
  if (!utf8) throw new OAuthError("invalid_request", "A parameter is not UTF-8.");
  if (pairs.some(([name, value]) => name.includes("\0") || value.includes("\0"))) {
    throw new OAuthError("invalid_request", "A parameter holds a NUL character.");
  }
  return readParameters(pairs);
}
