import type { ConformanceClients, ConformanceServer } from "./conformance-server.ts";
import type { Variant } from "./plans.ts";

/** One of the suite's modules, as a test of ours. */
export interface Module {
  /** Begins with the suite's name of the module and a colon. */
  readonly title: string;
  /** Fails where the suite's module would fail or warn. */
  run(run: ModuleRun): Promise<void>;
}

/** Where the clients come from (the suite's variant `client_registration`). */
export type Registration = "static_client" | "dynamic_client";

/** What a module is run against, as whom and how. */
export interface ModuleRun {
  readonly server: ConformanceServer;
  readonly variant: Variant;
  readonly registration: Registration;
  readonly clients: ConformanceClients;
}
