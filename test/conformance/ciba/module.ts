import { SuiteClient } from "../fapi/suite-client.ts";
import type { Which } from "../fapi/variant.ts";
import type { CibaServer } from "./ciba-server.ts";
import { BackchannelFlow } from "./flow.ts";
import { type CibaVariant, cibaClientIdOf } from "./variant.ts";

/** One of the suite's modules, as a test of ours. */
export interface CibaModule {
  /** Begins with the suite's name of the module and a colon. */
  readonly title: string;
  /** The variants that the suite has the module for; left out: all. */
  readonly only?: Partial<CibaVariant>;
  /** Fails where the suite's module would fail or warn. */
  run(run: CibaRun): Promise<void>;
}

/** What a module is run against, and how. */
export interface CibaRun {
  readonly server: CibaServer;
  readonly variant: CibaVariant;
}

/** A new request by a client. */
export async function newFlow({ server, variant }: CibaRun, which: Which = "first"): Promise<BackchannelFlow> {
  const registered = { ...variant, senderConstraint: "mtls" } as const;
  const client = await SuiteClient.create(server.at, registered, which, cibaClientIdOf(variant, which));
  return new BackchannelFlow(client, server, variant);
}
