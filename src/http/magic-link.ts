import type { FastifyReply, FastifyRequest } from "fastify";
import { parseOpaqueToken } from "../crypto/opaque-token.ts";
import { magicLinkPage } from "../pages/magic-link-page.ts";
import { magicLinkFactor } from "../signin/factors/magic-link.ts";
import { standingOf } from "../signin/flow/standing.ts";
import { makeFormToken } from "../signin/form-token.ts";
import { queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { organizationUrl } from "./organization-routes.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { assembledFrom, findPending, refusePending } from "./pending-requests.ts";
import type { Services } from "./services.ts";
import { openFlow } from "./sign-in-flow.ts";
import { signInUrl } from "./sign-in-urls.ts";

/**
 * Where the link of a mail leads: in the browser that asked for it, a page with a button; in any other one, a refusal. Nothing is checked
 * and nothing used up before the button is pressed (security bar 19.7).
 */
export async function showMagicLink(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const token = queryOf(request).parameters.get("mlt") ?? "";
  const found = await findPending(request, parseOpaqueToken(token)?.id ?? "", services);
  if (found.kind !== "found") return refusePending(reply, request, found.kind);
  const { pending, browser } = found;
  const opened = await openFlow(request, pending, services);
  if (opened.kind === "gone") return refusePending(reply, request, "gone");
  if (opened.kind === "organization to be chosen") return go(request, reply, organizationUrl(request, pending, false));
  const { client, ctx, redirectUri, world, place } = opened;
  const standing = await standingOf(place, ctx);
  const isAsked = standing.kind === "prompt" && standing.option.authenticator === magicLinkFactor.name;
  // The sign-in has gone on since the link was sent.
  if (!isAsked) return go(request, reply, signInUrl(request, pending));
  const { person } = place.flow;
  const html = magicLinkPage({
    frame: frameFor(request, assembledFrom(pending).sent.parameters.get("ui_locales"), world?.organization),
    action: `${tenantPath(request.tenant.handle)}${PATHS.signInForm}`,
    sessionDataKey: pending.id,
    csrfToken: makeFormToken({ browser, purpose: "sign in", requestId: pending.id, sessionId: "" }, ctx),
    applicationName: client.name,
    logoUri: client.logoUri,
    way: standing.option,
    rememberable: standing.rememberable,
    ...(person !== undefined && { account: { userName: person.userName } }),
    token,
  });
  return sendPage(reply, html, { formTarget: redirectUri, logoUri: client.logoUri });
}
