import { after, before, describe, it } from "node:test";
import { type ConformanceClients, type ConformanceServer, startConformanceServer } from "./conformance-server.ts";
import type { Module, Registration } from "./module.ts";
import { MODULES } from "./modules/index.ts";
import { NOT_OF_REGISTERED_CLIENTS, type PlanPart, type Variant } from "./plans.ts";
import { registerClients } from "./registration.ts";

/** A test for each module that the plan runs, with each variant that it runs it with. One server serves them all. */
export function describePlan(
  plan: string,
  parts: readonly PlanPart[],
  registration: Registration = "static_client",
): void {
  describe(`the conformance suite's plan ${plan}, ${registration}`, () => {
    let server: ConformanceServer;
    before(async () => {
      server = await startConformanceServer();
    });
    after(() => server.stop());

    for (const { variant, modules } of parts) {
      let clients: ConformanceClients;
      const clientsOf = async () => {
        clients ??= registration === "static_client" ? server.clients : await registerClients(server, variant);
        return clients;
      };
      for (const name of modules) {
        if (registration === "dynamic_client" && NOT_OF_REGISTERED_CLIENTS.includes(name)) continue;
        const { title, run } = moduleOf(name);
        it(`${title} [${wordsOf(variant)}]`, async () =>
          run({ server, variant, registration, clients: await clientsOf() }));
      }
    }
  });
}

function moduleOf(name: string): Module {
  const found = MODULES.find(({ title }) => title.startsWith(`${name}: `));
  if (found === undefined) throw new Error(`there is no test for the module ${name}`);
  return found;
}

function wordsOf({ responseType, responseMode, clientAuthentication }: Variant): string {
  return `${responseType}, ${responseMode}, ${clientAuthentication}`;
}
