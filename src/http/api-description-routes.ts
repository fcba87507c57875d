import type { FastifyInstance, FastifyRequest } from "fastify";
import { describedApis } from "../management/description/described-apis.ts";
import { type DescribedServer, describeOperations } from "../management/description/openapi.ts";
import { operations } from "../management/index.ts";
import { apiPage } from "../pages/api-page.ts";
import { systemApiAt } from "../protocol/system-apis.ts";
import { endpoint } from "./endpoint.ts";
import { sendPage } from "./pages.ts";
import { ASSETS_PATH, PATHS, tenantPath } from "./paths.ts";
import { SCIM_PATH } from "./scim-path.ts";
import type { Services } from "./services.ts";

/** The version of the description, which is that of the contract it follows. */
const VERSION = "1.0.0";

/** What the management APIs are: a page to read and to try them on, and OpenAPI for programs. It holds no secret, so it is public. */
export function apiDescriptionRoutes(app: FastifyInstance, services: Services): void {
  const serverOf = ({ tenant }: FastifyRequest): DescribedServer => {
    const url = `${services.settings.baseUrl}${tenantPath(tenant.handle)}`;
    return {
      title: `APIs of ${tenant.name}`,
      version: VERSION,
      url,
      tokenUrl: `${url}${PATHS.token}`,
      apiOf: ({ path }) => systemApiAt(path)?.name ?? (path.startsWith(SCIM_PATH) ? "SCIM2 API" : path),
    };
  };

  endpoint(app, `${PATHS.apiDescription}/openapi.json`, {
    GET: (request, reply) =>
      reply.header("cache-control", "no-cache").send(describeOperations(operations, serverOf(request))),
  });
  endpoint(
    app,
    PATHS.apiDescription,
    {
      GET(request, reply) {
        const server = serverOf(request);
        const { title, url, tokenUrl } = server;
        const openapi = `${tenantPath(request.tenant.handle)}${PATHS.apiDescription}/openapi.json`;
        const page = { assets: ASSETS_PATH, title, url, tokenUrl, openapi, apis: describedApis(operations, server) };
        return sendPage(reply, apiPage(page), { script: true, calls: true });
      },
    },
    { page: true },
  );
}
