import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { introspectionEndpoint } from "../protocol/introspection.ts";
import { revocationEndpoint } from "../protocol/revocation.ts";
import { tokenEndpoint } from "../protocol/token/token-endpoint.ts";
import { bearerToken, userinfoEndpoint } from "../protocol/userinfo.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { PATHS } from "./paths.ts";
import { protocolContext, type Services } from "./services.ts";

/** The endpoints that programs call: token, introspection, revocation, userinfo. */
export function oauthRoutes(app: FastifyInstance, services: Services): void {
  endpoint(app, PATHS.token, {
    async POST(request, reply) {
      const body = formOf(request);
      const { authorization } = request.headers;
      const answer = await tokenEndpoint(
        { body, query: queryOf(request), authorization },
        protocolContext(request, services),
      );
      return notStored(reply).send(answer);
    },
  });

  endpoint(app, PATHS.introspect, {
    async POST(request, reply) {
      const answer = await introspectionEndpoint(clientRequest(request), protocolContext(request, services));
      return notStored(reply).send(answer);
    },
  });

  endpoint(app, PATHS.revoke, {
    async POST(request, reply) {
      await revocationEndpoint(clientRequest(request), protocolContext(request, services));
      return notStored(reply).code(200).send();
    },
  });

  const userinfo = async (request: FastifyRequest, reply: FastifyReply) => {
    const accessToken = bearerToken(request.headers.authorization, formOf(request).parameters);
    // RFC 6750 §3.1: whoever brought no token is told how to, and not what was wrong with it.
    if (accessToken === undefined) {
      return notStored(reply)
        .code(401)
        .header("www-authenticate", "Bearer")
        .send({ error: "invalid_request", error_description: "Bearer token missing" });
    }
    return notStored(reply).send(await userinfoEndpoint(accessToken, protocolContext(request, services)));
  };
  endpoint(app, PATHS.userinfo, { GET: userinfo, POST: userinfo });
}

function clientRequest(request: FastifyRequest) {
  const body = formOf(request);
  return { body, parameters: body.parameters, authorization: request.headers.authorization };
}

/** RFC 6749 §5.1: nobody on the way may keep what holds a token or speaks of one. */
function notStored(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-store").header("pragma", "no-cache");
}
