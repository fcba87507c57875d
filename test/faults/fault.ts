import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import type { Database, Kind } from "./database.ts";
import { Ledger } from "./ledger.ts";
import { PATIENT, prepareServer, type RestartableServer } from "./server.ts";

/** A way in which the world fails. */
export interface Fault {
  /** `npm run test:faults -- kill` runs those whose title holds the word. */
  readonly title: string;
  readonly kinds: readonly Kind[];
  run(kind: Kind, rounds: number): Promise<Ledger>;
}

/** A running server, and who makes requests to it. */
export interface Scene extends AsyncDisposable {
  readonly server: RestartableServer;
  readonly client: TestClient;
  readonly browser: ScriptLessBrowser;
  readonly ledger: Ledger;
}

export async function setScene(database: Database): Promise<Scene> {
  const server = await prepareServer(database);
  await server.start();
  return {
    server,
    client: new TestClient(server, PATIENT.clientId),
    browser: new ScriptLessBrowser(),
    ledger: new Ledger(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
