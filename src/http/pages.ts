import type { FastifyReply, FastifyRequest } from "fastify";
import { errorPage } from "../pages/error-page.ts";
import { chooseLanguage } from "../pages/languages/language.ts";
import type { PageFrame } from "../pages/layout.ts";
import type { OAuthError } from "../protocol/errors.ts";
import type { Tenant } from "../protocol/model.ts";
import { ASSETS_PATH } from "./paths.ts";

/**
 * The frame of a page: whose it is, the tenant's if nobody else's, and in which language (OIDC Core §3.1.2.1, `ui_locales`).
 */
export function frameFor(
  request: FastifyRequest,
  uiLocales?: string,
  owner: { readonly name: string } | undefined = request.tenant as Tenant | undefined,
): PageFrame {
  return {
    language: chooseLanguage(uiLocales, request.headers["accept-language"]),
    // A database that does not answer leaves an error page without its organization.
    organization: owner?.name ?? "Tessera",
    assets: ASSETS_PATH,
  };
}

export interface PageOptions {
  readonly status?: number;
  /** Where a form on the page leads in the end: browsers hold `form-action` against the redirects after a form too. */
  readonly formTarget?: string | undefined;
  /** Whether the form goes nowhere else, ourselves included. */
  readonly onlyFormTarget?: boolean;
  /** Whether the page needs a script of ours. */
  readonly script?: boolean;
  /** Whether the script calls us. */
  readonly calls?: boolean;
  /** The applications' pages that it loads in frames, which none but the last page of a logout does. */
  readonly frames?: readonly string[];
  /** The application's logo, the one picture that is not ours. */
  readonly logoUri?: string | undefined;
}

/** Sends a page that may load what is ours, the application's logo, and nothing else (security bar 14.1, 14.2, 14.6). */
export function sendPage(reply: FastifyReply, html: string, options: PageOptions = {}): FastifyReply {
  const { status = 200, formTarget, onlyFormTarget, script, calls, frames = [], logoUri } = options;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...(script ? ["script-src 'self'"] : []),
    ...(calls ? ["connect-src 'self'"] : []),
    ...(frames.length > 0 ? [`frame-src ${[...new Set(frames.map(sourceOf))].join(" ")}`] : []),
    `img-src ${sources(logoUri)}`,
    `form-action ${onlyFormTarget && formTarget ? sourceOf(formTarget) : sources(formTarget)}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return reply
    .code(status)
    .header("content-security-policy", policy.join("; "))
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(html);
}

/** A refusal that a person reads, with the id under which the log has more (security bar 14.7). */
export function sendErrorPage(reply: FastifyReply, request: FastifyRequest, error: OAuthError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", error.retryAfterSeconds);
  return sendProblem(reply, request, { status: error.status, code: error.code, message: error.message });
}

/** The same for what is no OAuth error. */
export function sendProblem(
  reply: FastifyReply,
  request: FastifyRequest,
  { status, code, message }: { status: number; code: string; message: string },
): FastifyReply {
  const page = errorPage({ frame: frameFor(request), code, message, correlationId: request.id });
  return sendPage(reply, page, { status });
}

/** Ourselves and the URI's origin. */
function sources(uri: string | undefined): string {
  return uri === undefined ? "'self'" : `'self' ${sourceOf(uri)}`;
}

/** The URI's origin; of a private-use scheme, which has none, and of an IPv6 address, which no source can name, the scheme (CSP 3 §2.3.1). */
function sourceOf(uri: string): string {
  const { origin, protocol, hostname } = new URL(uri);
  return origin === "null" || hostname.startsWith("[") ? protocol : origin;
}
