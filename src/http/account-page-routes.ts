import type { FastifyInstance } from "fastify";
import { flowSignInRoute } from "./flow-sign-in.ts";
import { recoveryRoutes } from "./recovery-routes.ts";
import { registerRoutes } from "./register-routes.ts";
import type { Services } from "./services.ts";

/** The pages by which people come to an account and back to it (contract §1.3). */
export function accountPageRoutes(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services);
  recoveryRoutes(app, services);
  flowSignInRoute(app, services);
}
