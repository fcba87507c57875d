import { setTimeout } from "node:timers/promises";
import { createDatabase, KINDS } from "./database.ts";
import { type Fault, setScene } from "./fault.ts";
import { openChains, startLoad } from "./load.ts";
import { replayAll, verify } from "./verify.ts";

const CODES_IN_A_ROUND = 60;
/** Authorizations of the first round that live through all the others. */
const KEPT = 10;
const LONGEST_LOAD_MILLISECONDS = 600;

/** The server is killed at a random moment, again and again, and started on the same data. */
export const killedServer: Fault = {
  title: "SIGKILL under load",
  kinds: KINDS,

  async run(kind, rounds) {
    await using database = await createDatabase(kind);
    await using scene = await setScene(database);
    const { server, client, browser, ledger } = scene;
    const kept = await openChains(client, browser, ledger, KEPT);

    for (let round = 0; round < rounds; round++) {
      const chains = await openChains(client, browser, ledger, CODES_IN_A_ROUND);
      const earlier = ledger.serviceTokens.length;
      const load = startLoad(client, [...kept.filter((chain) => ledger.live.has(chain)), ...chains], ledger);
      await setTimeout(Math.random() * LONGEST_LOAD_MILLISECONDS);
      await server.kill();
      await load.stop();
      await server.start();
      await verify(client, ledger, ledger.serviceTokens.slice(earlier));
      await replayAll(
        chains.filter(({ exchanges }) => exchanges > 0),
        client,
        ledger,
      );
    }
    await verify(client, ledger);
    if (ledger.sums.unanswered === 0) ledger.fault("no request was under way when the server was killed");
    return ledger;
  },
};
