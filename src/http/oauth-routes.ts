import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { writeOfApproval } from "../accounts/approval-notice.ts";
import { pushedRequestEndpoint } from "../protocol/authorize/pushed-request-endpoint.ts";
import { introspectionEndpoint } from "../protocol/introspection.ts";
import {
  backchannelAuthenticationEndpoint,
  type WriteOfApproval,
} from "../protocol/polled/backchannel-authentication-endpoint.ts";
import { deviceAuthorizationEndpoint } from "../protocol/polled/device-authorization-endpoint.ts";
import { revocationEndpoint } from "../protocol/revocation.ts";
import { tokenEndpoint } from "../protocol/token/token-endpoint.ts";
import { presentedToken } from "../protocol/tokens/presented-token.ts";
import { userinfoEndpoint } from "../protocol/userinfo.ts";
import { accountWorld } from "./account-world.ts";
import { readCookie, setCookie } from "./cookies.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { PATHS } from "./paths.ts";
import { protocolContext, type Services } from "./services.ts";

const INTROSPECTION_JWT = "application/token-introspection+jwt";
const JSON_TYPE = "application/json; charset=utf-8";
const INTERACTION_ID = "x-fapi-interaction-id";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The endpoints that programs call: pushed and polled requests, token, introspection, revocation, userinfo. */
export function oauthRoutes(app: FastifyInstance, services: Services): void {
  const { settings } = services;
  endpoint(app, PATHS.pushedRequest, {
    async POST(request, reply) {
      const answer = await pushedRequestEndpoint(
        { ...clientRequest(request), proof: proofOf(request) },
        protocolContext(request, services),
      );
      return notStored(reply).code(201).send(answer);
    },
  });

  endpoint(app, PATHS.deviceAuthorization, {
    async POST(request, reply) {
      const ctx = protocolContext(request, services);
      const verificationUri = `${ctx.tenantUrl}${PATHS.devicePage}`;
      return notStored(reply).send(await deviceAuthorizationEndpoint(clientRequest(request), verificationUri, ctx));
    },
  });

  endpoint(app, PATHS.backchannelAuthentication, {
    async POST(request, reply) {
      const ctx = protocolContext(request, services);
      const approvalUrl = `${ctx.tenantUrl}${PATHS.backchannelApproval}`;
      const write: WriteOfApproval = (user, notice) => writeOfApproval(user, notice, accountWorld(request, services));
      const answer = await backchannelAuthenticationEndpoint(clientRequest(request), approvalUrl, write, ctx);
      return notStored(reply).send(answer);
    },
  });

  endpoint(app, PATHS.token, {
    async POST(request, reply) {
      const body = formOf(request);
      const { authorization } = request.headers;
      const { response, bindingCookie } = await tokenEndpoint(
        {
          body,
          query: queryOf(request),
          authorization,
          proof: proofOf(request),
          bindingCookie: readCookie(request, "tokenBinding", settings),
        },
        protocolContext(request, services),
      );
      if (bindingCookie !== undefined) {
        setCookie(request, reply, "tokenBinding", bindingCookie, settings, settings.refreshTokenMaximumSeconds);
      }
      return notStored(reply).send(response);
    },
  });

  endpoint(app, PATHS.introspect, {
    async POST(request, reply) {
      const asJwt = accepts(request, INTROSPECTION_JWT);
      const answer = await introspectionEndpoint(
        { ...clientRequest(request), asJwt },
        protocolContext(request, services),
      );
      return notStored(reply)
        .type(typeof answer === "string" ? INTROSPECTION_JWT : JSON_TYPE)
        .send(answer);
    },
  });

  endpoint(app, PATHS.revoke, {
    async POST(request, reply) {
      await revocationEndpoint(clientRequest(request), protocolContext(request, services));
      return notStored(reply).code(200).send();
    },
  });

  const userinfo = async (request: FastifyRequest, reply: FastifyReply) => {
    returnInteractionId(request, reply);
    const { authorization } = request.headers;
    const presented = presentedToken({
      authorization,
      proof: proofOf(request),
      bindingCookie: readCookie(request, "tokenBinding", settings),
      form: formOf(request).parameters,
    });
    // RFC 6750 §3.1: whoever brought no token is told how to, and not what was wrong with it.
    if (presented === undefined) {
      return notStored(reply)
        .code(401)
        .header("www-authenticate", "Bearer")
        .send({ error: "invalid_request", error_description: "Bearer token missing" });
    }
    const answer = await userinfoEndpoint(presented, request.method, protocolContext(request, services));
    return notStored(reply)
      .type(typeof answer === "string" ? "application/jwt" : JSON_TYPE)
      .send(answer);
  };
  endpoint(app, PATHS.userinfo, { GET: userinfo, POST: userinfo });
}

/** FAPI 1.0 Baseline §6.2.1: the answer has the name that the client has given to the call; else the one that our log has for it. */
function returnInteractionId({ headers, id }: FastifyRequest, reply: FastifyReply): void {
  const given = headers[INTERACTION_ID];
  reply.header(INTERACTION_ID, typeof given === "string" && UUID.test(given) ? given : id);
}

/** The `DPoP` header, or several of them joined (RFC 9449 §4.1). */
function proofOf({ headers }: FastifyRequest): string | undefined {
  return headers.dpop?.toString();
}

function clientRequest(request: FastifyRequest) {
  const body = formOf(request);
  return { body, parameters: body.parameters, authorization: request.headers.authorization };
}

/** Whether the `Accept` header names the media type, and not to refuse it (RFC 9110 §12.5.1). */
function accepts(request: FastifyRequest, type: string): boolean {
  const ranges = (request.headers.accept ?? "").toLowerCase().split(",");
  return ranges.some((range) => {
    const [name, ...parameters] = range.split(";").map((part) => part.trim());
    return name === type && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** RFC 6749 §5.1: nobody on the way may keep what holds a token or speaks of one. */
function notStored(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-store").header("pragma", "no-cache");
}
