import type { FastifyInstance } from "fastify";
import type { Store } from "../store/port/store.ts";
import { endpoint } from "./endpoint.ts";

/** For load balancers: 200 while the database answers, 503 otherwise, and no detail (security bar 27.6). */
export function healthRoute(app: FastifyInstance, store: Store): void {
  endpoint(app, "/health", {
    async GET(_request, reply) {
      await store.ping();
      return reply.header("cache-control", "no-store").send({ status: "ok" });
    },
  });
}
