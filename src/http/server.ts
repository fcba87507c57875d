import { randomUUID } from "node:crypto";
import fastifyCookie from "@fastify/cookie";
import fastifyFormbody from "@fastify/formbody";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, LogController } from "fastify";
import type { Logger } from "pino";
import type { Settings } from "../settings.ts";
import { refuseUnreadable } from "./unreadable-request.ts";

/** Security bar 7.5, in bytes. */
const LARGEST_FORM = 65_536;
/** Security bar 27.4, in milliseconds. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 30_000;
/** In characters: the id of a passkey is up to 1,023 bytes (Web Authentication §5.1), here in base64url. */
const LONGEST_PATH_PART = 1_364;

/** A server that reads forms and nothing else, answers with the security headers of every answer, and has no routes yet. */
export async function createHttpServer(settings: Settings, log: Logger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // A log line per request is the proxy's; ours are the events.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // A logger per request takes longer to make than a request does to answer; whoever logs names the request.
    childLoggerFactory: (logger) => logger,
    // No route has a schema of Fastify's, and what would compile them takes memory and time as soon as it is loaded.
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
    bodyLimit: LARGEST_FORM,
    requestTimeout: REQUEST_TIMEOUT,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    exposeHeadRoutes: false,
    routerOptions: { querystringParser: parseForm as never, maxParamLength: LONGEST_PATH_PART },
    // A path that cannot be decoded, which is refused before there are hooks.
    frameworkErrors: (_error, _request, reply) =>
      (reply as FastifyReply)
        .code(400)
        .headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" })
        .send({ error: "invalid_request", error_description: "The path cannot be decoded." }),
    clientErrorHandler: refuseUnreadable,
    return503OnClosing: true,
    forceCloseConnections: "idle",
  });
  app.server.headersTimeout = HEADERS_TIMEOUT;

  app.removeAllContentTypeParsers();
  await app.register(fastifyFormbody, { bodyLimit: LARGEST_FORM, parser: parseForm as never });
  await app.register(fastifyCookie);
  const headers = securityHeaders(settings);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") throw new UnsupportedEncoding();
  });
  return app;
}

function refuseSchema(): never {
  throw new Error("requests are checked by their handlers, not by schemas of routes");
}

/**
 * The headers of every answer (security bar 8.2, 8.3, 14.1), the strictest by default: a page names what it needs in a policy of its
 * own (http/pages.ts). With `no-referrer` browsers would send forms with `Origin: null`.
 */
function securityHeaders({ baseUrl }: Settings): Record<string, string> {
  return {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(baseUrl.startsWith("https:") && { "strict-transport-security": "max-age=31536000; includeSubDomains" }),
  };
}

/** A compressed body, which could be far larger than it looks (security bar 7.9). */
export class UnsupportedEncoding extends Error {}

/** The pairs of a form or a query, in order. */
export interface ParsedForm {
  readonly pairs: readonly (readonly [string, string])[];
  /** False when bytes were lost in the reading, so that no value could be returned as it was sent (security bar 1.14). */
  readonly utf8: boolean;
}

/** Refuses nothing: the router asks for it where no error is caught. */
function parseForm(text: string): ParsedForm {
  const pairs = [...new URLSearchParams(text)];
  return { pairs, utf8: !pairs.some((pair) => pair.join().includes("\ufffd")) || isUtf8(text) };
}

/** Whether the percent-encoded bytes are UTF-8. A percent sign that encodes nothing stands for itself. */
function isUtf8(text: string): boolean {
  try {
    decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"));
    return true;
  } catch {
    return false;
  }
}
