import type { FastifyInstance } from "fastify";
import { JwtFault } from "../crypto/jwt-fault.ts";
import { OAuthError } from "../protocol/errors.ts";
import { findUser } from "../protocol/user-home.ts";
import { sessionsOfLogoutToken } from "../signin/federation/logout-token.ts";
import { endSession } from "../signin/sessions.ts";
import { endSessionEverywhere } from "./end-session.ts";
import { endpoint, formOf } from "./endpoint.ts";
import { PATHS } from "./paths.ts";
import { type Services, signInContext } from "./services.ts";

/** Where providers tell that their sessions have ended, so that ours end too (OpenID Connect Back-Channel Logout §2.5, §2.8). */
export function backChannelLogoutRoute(app: FastifyInstance, services: Services): void {
  endpoint(app, PATHS.backChannelLogout, {
    async POST(request, reply) {
      reply.header("cache-control", "no-store");
      const token = formOf(request).parameters.get("logout_token");
      if (token === undefined) throw new OAuthError("invalid_request", "There is no logout_token.");
      const { sealing, clientKeys } = services;
      const ctx = { ...signInContext(request, services), sealing, clientKeys };
      const sessions = await sessionsOfLogoutToken(token, ctx).catch((cause) => {
        if (!(cause instanceof JwtFault)) throw cause;
        ctx.record("provider_logout_refused", { reason: cause.message });
        throw new OAuthError("invalid_request", "The logout token is not valid.", { cause });
      });
      for (const session of sessions) {
        const user = await findUser(session, ctx);
        // Whoever is gone or disabled has nobody left to be told of.
        if (user === undefined) await endSession(session, ctx);
        else await endSessionEverywhere(request, { session, user }, services);
      }
      return reply.code(200).send();
    },
  });
}
