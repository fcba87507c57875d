import type { FastifyInstance } from "fastify";
import { METHODS } from "./endpoint.ts";

/**
 * Hands the requests for these URLs, patterns of routes, to another app, which is made at the first of them. Routes of `app` that
 * say more come first. What `app` does before a route is found, the other one has to do for itself.
 */
export function onDemand(app: FastifyInstance, urls: readonly string[], make: () => Promise<FastifyInstance>): void {
  let made: Promise<FastifyInstance> | undefined;
  for (const url of urls) {
    app.route({
      method: [...METHODS],
      url,
      // Before the body is read, which is for the other one.
      async onRequest({ raw }, reply) {
        made ??= make();
        const other = await made;
        await other.ready();
        reply.hijack();
        other.routing(raw, reply.raw);
      },
      handler: () => {},
    });
  }
}
