import type { FapiServer } from "./fapi-server.ts";
import { Flow } from "./flow.ts";
import { SuiteClient } from "./suite-client.ts";
import { clientIdOf, type FapiVariant, type Which } from "./variant.ts";

/** One of the suite's modules, as a test of ours. */
export interface FapiModule {
  /** Begins with the suite's name of the module, without what all have in front, and a colon. */
  readonly title: string;
  /** The variants that the suite has the module for; left out: all. */
  readonly only?: Partial<FapiVariant>;
  /** Fails where the suite's module would fail or warn. */
  run(run: FapiRun): Promise<void>;
}

/** What a module is run against, and how. */
export interface FapiRun {
  readonly at: FapiServer;
  readonly variant: FapiVariant;
}

/** A new authorization by a client, with keys of its own to prove. */
export async function newFlow({ at, variant }: FapiRun, which: Which = "first"): Promise<Flow> {
  return new Flow(await SuiteClient.create(at, variant, which, clientIdOf(variant, which)), variant);
}

/** Whether the suite has the module for the variant. */
export function isFor(variant: FapiVariant, { only = {} }: FapiModule): boolean {
  return Object.entries(only).every(([name, value]) => variant[name as keyof FapiVariant] === value);
}
