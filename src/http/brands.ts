import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type BrandBook, type BrandPlace, readBrandBook } from "../branding/brand-book.ts";
import type { Client } from "../protocol/model/client.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { PATHS } from "./paths.ts";
import { requestStore, type Services } from "./services.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** How the pages that answer it look. */
    brands?: { readonly book: BrandBook; readonly organizationId: string | undefined } | undefined;
    /** The id of the application in whose name they are shown. */
    brandedApplicationId?: string | undefined;
    /** The pictures of others that the page has, for its Content-Security-Policy. */
    pictures?: readonly string[];
  }
}

/** What the URL of a tenant's organization adds to its handle. */
const IN_ORGANIZATION = "/o/";

/**
 * The books of each tenant, by the organization inside it or "" for the tenant itself. The store gives out another object for a tenant when
 * anything about it may have changed, here or in another process: then they are read again.
 */
const books = new WeakMap<Tenant, Map<string, Promise<BrandBook | undefined>>>();

/** Gives every page below a tenant the look that was decided for it, and serves the style sheets. */
export function brandRoutes(app: FastifyInstance, services: Services): void {
  brandPages(app, services);
  endpoint(app, PATHS.brandStylesheet, { GET: (request, reply) => sendStylesheet(request, reply, services) });
}

/** The look alone. */
export function brandPages(app: FastifyInstance, services: Services): void {
  app.addHook("preHandler", async (request) => {
    if (!request.routeOptions.config.page) return;
    // Where the database does not answer, an error page is to come all the same.
    request.brands = await brandsOf(request, undefined, services).catch(() => undefined);
  });
}

/** From here on the request's pages look as decided for the application, and for the organization inside the tenant if one is named. */
export async function showBrandOf(
  request: FastifyRequest,
  { client, organizationId }: { client: Client; organizationId?: string | undefined },
  services: Services,
): Promise<void> {
  request.brandedApplicationId = client.application?.id;
  // At an organization's own URL its look is there already.
  const isElsewhere = organizationId !== undefined && request.within === undefined;
  if (isElsewhere) request.brands = await brandsOf(request, organizationId, services);
}

async function brandsOf(request: FastifyRequest, named: string | undefined, services: Services) {
  const [handle = "", id] = request.tenant.handle.split(IN_ORGANIZATION);
  const organizationId = named ?? id;
  const tenant = await services.store.tenants.find(handle);
  if (tenant === undefined) return undefined;
  const ofTenant = books.get(tenant) ?? new Map<string, Promise<BrandBook | undefined>>();
  books.set(tenant, ofTenant);
  const key = organizationId ?? "";
  let book = ofTenant.get(key);
  if (book === undefined) {
    book = readBook(request, tenant, organizationId, services);
    ofTenant.set(key, book);
    // Nor is anything kept of an organization that there is not: anybody can name any number of them.
    const forget = () => ofTenant.delete(key);
    book.then((found) => found ?? forget(), forget);
  }
  const found = await book;
  return found && { book: found, organizationId };
}

async function readBook(
  request: FastifyRequest,
  tenant: Tenant,
  organizationId: string | undefined,
  services: Services,
): Promise<BrandBook | undefined> {
  const store = services.store.forTenant(tenant.id);
  const lineage = organizationId === undefined ? [] : await store.organizations.lineage(organizationId);
  if (organizationId !== undefined && lineage.length === 0) return undefined;
  const places: BrandPlace[] = lineage.map((organization) => ({
    name: organization.id,
    store: store.organizations.worldOf(organization),
  }));
  const year = new Date(requestStore(request, services).nowMilliseconds).getUTCFullYear();
  return readBrandBook([...places, { name: tenant.handle, store }], year);
}

/** A style sheet by its hash, which therefore never changes. */
async function sendStylesheet(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = queryOf(request);
  const id = parameters.get("id") ?? "";
  const brands = await brandsOf(request, parameters.get("organization"), services);
  const stylesheet = brands?.book.stylesheet(id);
  reply.type("text/css; charset=utf-8");
  if (stylesheet === undefined) return reply.code(404).header("cache-control", "no-store").send("");
  return reply.header("cache-control", "public, max-age=31536000, immutable").send(stylesheet);
}
