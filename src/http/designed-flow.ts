import type { FastifyRequest } from "fastify";
import type { FlowType } from "../accounts/flow/flow-design.ts";
import { type DecidedFlow, readFlow } from "../management/flow-design/stored-flow.ts";
import { accountWorld } from "./account-world.ts";
import type { Services } from "./services.ts";

/** The flow that our own pages follow: one that the organization has designed and not switched off. Undefined: they are as ever. */
export async function designedFlow(
  type: FlowType,
  request: FastifyRequest,
  services: Services,
): Promise<DecidedFlow | undefined> {
  const flow = await readFlow(type, accountWorld(request, services));
  return flow.isEnabled && flow.stored?.document.steps !== undefined ? flow : undefined;
}
