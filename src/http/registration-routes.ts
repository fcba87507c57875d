import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OAuthError } from "../protocol/errors.ts";
import type { Client } from "../protocol/model/client.ts";
import {
  findClientByName,
  informationOf,
  type Registrar,
  registerClient,
  removeClient,
  replaceClient,
} from "../protocol/registration/client-registration.ts";
import { isRegistrationToken } from "../protocol/registration/credentials.ts";
import { networkOf } from "../throttling/network-of.ts";
import { type Admission, apiEndpoint, unauthorized } from "./api-access.ts";
import { queryOf } from "./endpoint.ts";
import { acceptJson, jsonOf } from "./json-body.ts";
import { endpointUrls, PATHS } from "./paths.ts";
import { protocolContext, requestStore, type Services } from "./services.ts";

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Dynamic client registration (RFC 7591) and what becomes of a client afterwards (RFC 7592), at Asgardeo's paths (contract §12). Where the
 * tenant has switched it off there is nothing here.
 */
export async function registrationRoutes(app: FastifyInstance, services: Services): Promise<void> {
  acceptJson(app);
  app.addHook("onRequest", async (request, reply) => {
    if (request.tenant.settings.clientRegistration === "off") reply.callNotFound();
  });

  apiEndpoint(
    app,
    PATHS.register,
    {
      POST: {
        scope: "internal_dcr_create",
        admits: (request) => admitAnybody(request, services),
        async handle(request, reply, admission) {
          const registrar = registrarOf(request, admission, services);
          const client = await registerClient(jsonOf(request), registrar, protocolContext(request, services));
          return reply.code(201).header("location", `${registrar.endpoint}/${client.client_id}`).send(client);
        },
      },
      GET: {
        scope: "internal_dcr_view",
        async handle(request, _reply, admission) {
          const name = queryOf(request).parameters.get("client_name") ?? "";
          const client = await findClientByName(name, protocolContext(request, services));
          if (client === undefined) throw unauthorized(request, services); // contract §12
          return informationOf(client, registrarOf(request, admission, services));
        },
      },
    },
    services,
  );

  const admits = async (request: FastifyRequest) => {
    const token = bearerOf(request);
    const client = token === undefined ? undefined : await clientOf(request, services);
    return client !== undefined && isRegistrationToken(token as string, client);
  };
  /** RFC 7592 §2.1: of a client that is not there no more is said than of a wrong token. */
  const withClient =
    (work: (client: Client, registrar: Registrar, request: FastifyRequest, reply: FastifyReply) => unknown) =>
    async (request: FastifyRequest, reply: FastifyReply, admission: Admission) => {
      const client = await clientOf(request, services);
      if (client === undefined) throw unauthorized(request, services);
      return work(client, registrarOf(request, admission, services), request, reply);
    };
  apiEndpoint(
    app,
    `${PATHS.register}/:clientId`,
    {
      GET: {
        scope: "internal_dcr_view",
        admits,
        handle: withClient((client, registrar) => informationOf(client, registrar)),
      },
      PUT: {
        scope: "internal_dcr_update",
        admits,
        handle: withClient(async (client, registrar, request) => {
          if (registrar.vouchedBy === "nobody") countRegistration(request, services);
          const ctx = protocolContext(request, services);
          const replaced = await replaceClient(client, jsonOf(request), registrar, ctx);
          if (replaced === undefined) throw unauthorized(request, services);
          return replaced;
        }),
      },
      DELETE: {
        scope: "internal_dcr_delete",
        admits,
        handle: withClient(async (client, registrar, request, reply) => {
          await removeClient(client, registrar, protocolContext(request, services));
          return reply.code(204).send();
        }),
      },
    },
    services,
  );
}

/** Whether anybody may register, so many times in a while. Who shows a token is judged by it. */
async function admitAnybody(request: FastifyRequest, services: Services): Promise<boolean> {
  const { tenant, headers } = request;
  if (tenant.settings.clientRegistration !== "open" || headers.authorization !== undefined) return false;
  countRegistration(request, services);
  return true;
}

/** Refuses what nobody vouches for when it comes too often: a registration writes, and may make the server fetch something. */
function countRegistration(request: FastifyRequest, services: Services): void {
  const { tenant, ip } = request;
  const { now } = requestStore(request, services);
  const asker = `${tenant.id} ${networkOf(ip)}`;
  const wait = services.openRegistrations.waitSeconds(asker, now);
  if (wait !== undefined) {
    throw new OAuthError("temporarily_unavailable", "Too many registrations.", {
      status: 429,
      retryAfterSeconds: wait,
    });
  }
  services.openRegistrations.fail(asker, now);
}

function registrarOf(request: FastifyRequest, admission: Admission, { settings }: Services): Registrar {
  return {
    vouchedBy: admission === undefined ? "nobody" : "administrator",
    accessToken: admission === undefined ? bearerOf(request) : undefined,
    endpoint: endpointUrls(settings.baseUrl, request.tenant.handle).registration,
  };
}

function clientOf(request: FastifyRequest, services: Services): Promise<Client | undefined> {
  const { clientId } = request.params as { clientId: string };
  return requestStore(request, services).store.clients.find(clientId);
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return BEARER.exec(headers.authorization ?? "")?.[1];
}
