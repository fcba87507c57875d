import type { FastifyReply, FastifyRequest } from "fastify";
import { errorPage } from "../pages/error-page.ts";
import { chooseLanguage } from "../pages/languages/language.ts";
import type { PageFrame } from "../pages/layout.ts";
import type { OAuthError } from "../protocol/errors.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { ASSETS_PATH, PATHS, tenantPath } from "./paths.ts";
import { showToOpener } from "./pop-up.ts";
import type { ParsedForm } from "./server.ts";

/**
 * The frame of a page: whose it is, the tenant's if nobody else's, and in which language (OIDC Core §3.1.2.1, `ui_locales`).
 */
export function frameFor(
  request: FastifyRequest,
  uiLocales?: string,
  owner: { readonly name: string } | undefined = request.tenant as Tenant | undefined,
): PageFrame {
  const language = chooseLanguage(uiLocales ?? askedLocales(request), request.headers["accept-language"]);
  const brand = request.brands?.book.find(language, request.brandedApplicationId);
  request.pictures = [brand?.logo?.url, brand?.favicon, brand?.sideImage?.url].filter((url) => url !== undefined);
  return {
    language,
    // A database that does not answer leaves an error page without its organization.
    organization: brand?.displayName ?? owner?.name ?? "Tessera",
    assets: ASSETS_PATH,
    ...(brand !== undefined && { brand: { ...brand, stylesheet: stylesheetUrl(request, brand.stylesheetId) } }),
  };
}

/** Where the style sheet with the hash is; undefined where there is none. */
function stylesheetUrl({ tenant, brands }: FastifyRequest, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const organization = brands?.organizationId;
  const query = new URLSearchParams({ id, ...(organization !== undefined && { organization }) });
  return `${tenantPath(tenant.handle)}${PATHS.brandStylesheet}?${query}`;
}

/** The languages that the URL or the form asks for, where a page comes from the request itself (OIDC Core §3.1.2.1). */
export function askedLocales({ query, body }: FastifyRequest): string | undefined {
  const pairs = [query, body].flatMap((sent) => ((sent ?? {}) as Partial<ParsedForm>).pairs ?? []);
  return pairs.find(([name]) => name === "ui_locales")?.[1];
}

/** The path with the languages that were asked for, which the page there is to speak. */
export function inAskedLanguage(request: FastifyRequest, path: string): string {
  const locales = askedLocales(request);
  return locales === undefined ? path : `${path}?${new URLSearchParams({ ui_locales: locales })}`;
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
  /** The application's logo; beside it and the pictures of the brand none is another's. */
  readonly logoUri?: string | undefined;
}

/** Sends a page that may load what is ours, the pictures that were decided on, and nothing else (security bar 14.1, 14.2, 14.6). */
export function sendPage(reply: FastifyReply, html: string, options: PageOptions = {}): FastifyReply {
  const { status = 200, formTarget, onlyFormTarget, script, calls, frames = [], logoUri } = options;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...(script ? ["script-src 'self'"] : []),
    ...(calls ? ["connect-src 'self'"] : []),
    ...(frames.length > 0 ? [`frame-src ${[...new Set(frames.map(sourceOf))].join(" ")}`] : []),
    `img-src ${sources(logoUri, ...(reply.request.pictures ?? []))}`,
    `form-action ${onlyFormTarget && formTarget ? sourceOf(formTarget) : sources(formTarget)}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  showToOpener(reply.request, reply);
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

/** Ourselves and the URIs' origins. */
function sources(...uris: readonly (string | undefined)[]): string {
  const origins = uris.flatMap((uri) => (uri === undefined ? [] : [sourceOf(uri)]));
  return [...new Set(["'self'", ...origins])].join(" ");
}

/** The URI's origin; of a private-use scheme, which has none, and of an IPv6 address, which no source can name, the scheme (CSP 3 §2.3.1). */
function sourceOf(uri: string): string {
  const { origin, protocol, hostname } = new URL(uri);
  return origin === "null" || hostname.startsWith("[") ? protocol : origin;
}
