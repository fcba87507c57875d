import { setTimeout } from "node:timers/promises";
import type { PostgresServer } from "../postgres.ts";
import { createDatabase } from "./database.ts";
import { type Fault, setScene } from "./fault.ts";
import { openChains, startLoad } from "./load.ts";
import { waitForAnswers } from "./recovery.ts";
import { replayAll, verify } from "./verify.ts";

const CODES = 60;
const ROUNDS = 3;
const RUNNING_MILLISECONDS = 700;
const HALTED_MILLISECONDS = 1_500;

/** PostgreSQL is stopped and started again while the server goes on. */
export const restartedDatabase: Fault = {
  title: "PostgreSQL restarted under load",
  kinds: ["PostgreSQL"],

  async run(kind) {
    await using database = await createDatabase(kind);
    await using scene = await setScene(database);
    const { client, browser, ledger } = scene;
    const postgres = database.postgres as PostgresServer;

    for (let round = 0; round < ROUNDS; round++) {
      const chains = await openChains(client, browser, ledger, CODES);
      const load = startLoad(client, chains, ledger);
      await setTimeout(RUNNING_MILLISECONDS);
      const before = ledger.sums.unavailable;
      await postgres.halt();
      await setTimeout(HALTED_MILLISECONDS);
      if (ledger.sums.unavailable === before) ledger.fault("nobody was told that the database is away");
      await postgres.resume();
      await waitForAnswers(ledger);
      await setTimeout(RUNNING_MILLISECONDS);
      await load.stop();
      await verify(client, ledger);
      await replayAll(
        chains.filter(({ exchanges }) => exchanges > 0),
        client,
        ledger,
      );
    }
    if (ledger.sums.unanswered > 0) ledger.fault(`${ledger.sums.unanswered} requests were not answered at all`);
    return ledger;
  },
};
