import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { OtherKeyError } from "../crypto/sealing.ts";
import type { Session } from "../protocol/model/session.ts";
import { findConnection, isWebUrl } from "../signin/federation/connection.ts";
import { idTokenContext, type ProviderSession, takeProviderSessions } from "../signin/federation/provider-sessions.ts";
import { browserHash } from "../signin/form-token.ts";
import { browserName, nameBrowser } from "./browser.ts";
import { go } from "./go.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { protocolContext, type Services } from "./services.ts";

const KIND = "provider logout";
const STATE = /^logout\.[\w-]{43}$/;
const LIFETIME_SECONDS = 900;

/** A logout on its way round the providers. */
interface Round {
  /** base64url of the browser's hash. */
  readonly browser: string;
  /** The providers that are still to be visited. */
  readonly urls: readonly string[];
  /** Where it ends. */
  readonly next: string;
}

/** A provider to be visited, and what it is called here. */
export interface Visit {
  readonly url: string;
  readonly connection: string;
}

/**
 * Where the browser goes so that the session ends at the providers too that it came of (OpenID Connect RP-Initiated Logout §2), from where
 * it comes back and goes on to `next`. Undefined when there is none, or none that can end sessions so.
 */
export async function visitProviders(
  request: FastifyRequest,
  reply: FastifyReply,
  session: Session,
  next: string,
  services: Services,
): Promise<Visit | undefined> {
  const ctx = protocolContext(request, services);
  const sessions = await takeProviderSessions(session.id, ctx);
  const urls = await Promise.all(sessions.map((one) => logoutUrlOrNone(request, session, one, services)));
  const visited = urls.flatMap((url, index) =>
    url === undefined ? [] : [{ url, connection: sessions[index]?.idp ?? "" }],
  );
  const [first, ...others] = visited;
  if (first === undefined) return undefined;
  const browser = browserHash(nameBrowser(request, reply, services.settings)).toString("base64url");
  const url = await begin(first.url, { browser, urls: others.map((each) => each.url), next }, request, services);
  return { url, connection: first.connection };
}

/** Whether a state is one of those that a logout has at a provider. */
export function isLogoutAnswer(state: string): boolean {
  return STATE.test(state);
}

/** Back from a provider: on to the next one, or to the end. What is not known, or of another browser, ends at our own page. */
export async function takeLogoutAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  state: string,
  services: Services,
): Promise<FastifyReply> {
  const { store, now } = protocolContext(request, services);
  const found = await store.transients.find<Round>(KIND, state, now);
  const browser = browserName(request, services.settings);
  const isTheirs = browser !== undefined && found?.document.browser === browserHash(browser).toString("base64url");
  if (found === undefined || !isTheirs || !(await store.transients.remove(KIND, state, found.version))) {
    return go(request, reply, `${tenantPath(request.tenant.handle)}${PATHS.signedOutPage}`);
  }
  const { urls, next } = found.document;
  const [first, ...others] = urls;
  if (first === undefined) return go(request, reply, next);
  return go(request, reply, await begin(first, { ...found.document, urls: others }, request, services));
}

async function begin(url: string, round: Round, request: FastifyRequest, services: Services): Promise<string> {
  const { store, now } = protocolContext(request, services);
  const state = `logout.${randomBytes(32).toString("base64url")}`;
  await store.transients.add(KIND, state, round, now + LIFETIME_SECONDS, now);
  const target = new URL(url);
  target.searchParams.set("state", state);
  return target.href;
}

/** A connection whose secrets are sealed with a key that is gone keeps nobody signed in here. */
async function logoutUrlOrNone(...call: Parameters<typeof logoutUrl>): Promise<string | undefined> {
  try {
    return await logoutUrl(...call);
  } catch (error) {
    if (error instanceof OtherKeyError) return undefined;
    throw error;
  }
}

async function logoutUrl(
  request: FastifyRequest,
  { userOrganization: home }: Session,
  { providerId, idp, authenticator, subject, sealedIdToken }: ProviderSession,
  { sealing, ...services }: Services,
): Promise<string | undefined> {
  const { tenant, store, tenantUrl } = protocolContext(request, { ...services, sealing });
  const people = home === undefined ? store : store.organizations.worldOf({ id: home });
  const connection = await findConnection({ idp, authenticator }, { people, tenant, home, sealing });
  const endpoint = connection?.settings.logoutEndpoint;
  if (connection?.provider.id !== providerId || endpoint === undefined || !isWebUrl(endpoint)) return undefined;
  const url = new URL(endpoint);
  const { clientId, callbackUrl } = connection.settings;
  url.searchParams.set("client_id", clientId);
  url.searchParams.set("post_logout_redirect_uri", callbackUrl ?? `${tenantUrl}${PATHS.signInForm}`);
  if (sealedIdToken !== undefined) {
    const idToken = sealing.open(sealedIdToken, idTokenContext(providerId, subject)).toString();
    url.searchParams.set("id_token_hint", idToken);
  }
  return url.href;
}
