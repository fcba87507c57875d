import type { FastifyInstance, FastifyRequest } from "fastify";
import { JwtFault } from "../crypto/jwt-fault.ts";
import { OAuthError } from "../protocol/errors.ts";
import { findUser } from "../protocol/user-home.ts";
import type { SignInContext } from "../signin/context.ts";
import { type ProviderLogout, readLogoutToken, sessionsOfLogout } from "../signin/federation/logout-token.ts";
import { endSession } from "../signin/sessions.ts";
import { endSessionEverywhere } from "./end-session.ts";
import { endpoint, formOf } from "./endpoint.ts";
import { PATHS } from "./paths.ts";
import { type Services, signInContext } from "./services.ts";
import { atRootOf } from "./within.ts";

/** Where providers tell that their sessions have ended, so that ours end too (OpenID Connect Back-Channel Logout §2.5, §2.8). */
export function backChannelLogoutRoute(app: FastifyInstance, services: Services): void {
  endpoint(app, PATHS.backChannelLogout, {
    async POST(request, reply) {
      reply.header("cache-control", "no-store");
      const token = formOf(request).parameters.get("logout_token");
      if (token === undefined) throw new OAuthError("invalid_request", "There is no logout_token.");
      const { sealing, clientKeys } = services;
      const ctx = { ...signInContext(request, services), sealing, clientKeys };
      const logout = await readLogoutToken(token, ctx).catch((cause) => {
        if (!(cause instanceof JwtFault)) throw cause;
        ctx.record("provider_logout_refused", { reason: cause.message });
        throw new OAuthError("invalid_request", "The logout token is not valid.", { cause });
      });
      await endAt(request, logout, ctx, services);
      const { within } = request;
      // An organization's people are signed in to the tenant's applications too, where they are known by their home.
      if (within !== undefined) {
        const root = atRootOf(request);
        await endAt(root, logout, signInContext(root, services, within.world), services);
      }
      return reply.code(200).send();
    },
  });
}

/** Ends those sessions that began where the request is. */
async function endAt(
  place: FastifyRequest,
  logout: ProviderLogout,
  ctx: SignInContext,
  services: Services,
): Promise<void> {
  for (const session of await sessionsOfLogout(logout, ctx)) {
    const user = await findUser(session, ctx);
    // Whoever is gone or disabled has nobody left to be told of.
    if (user === undefined) await endSession(session, ctx);
    else await endSessionEverywhere(place, { session, user }, services);
  }
}
