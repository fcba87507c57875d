import { setTimeout } from "node:timers/promises";
import { administer, type PostgresServer } from "../postgres.ts";
import { createDatabase, KINDS } from "./database.ts";
import { type Fault, setScene } from "./fault.ts";
import { openChains, startLoad } from "./load.ts";
import { waitFor, waitForAnswers } from "./recovery.ts";
import { mountSmallDisk } from "./small-disk.ts";
import { replayAll, verify } from "./verify.ts";

const CODES = 60;
/** What an empty database takes, and some more. */
const DISK_MEGABYTES = { SQLite: 24, PostgreSQL: 192 };
const LEFT_BYTES = 1_000_000;
const REFUSALS = 50;
const FULL_MILLISECONDS = 1_500;
const RUNNING_MILLISECONDS = 700;

/** The disk that holds the data is filled up while the server goes on, and then has room again. */
export const fullDisk: Fault = {
  title: "the disk is full",
  kinds: KINDS,

  async run(kind) {
    await using disk = await mountSmallDisk(DISK_MEGABYTES[kind]);
    await using database = await createDatabase(kind, disk.path);
    await using scene = await setScene(database);
    const { client, browser, ledger } = scene;

    const chains = await openChains(client, browser, ledger, CODES);
    const load = startLoad(client, chains, ledger);
    await setTimeout(RUNNING_MILLISECONDS);
    await disk.fill(LEFT_BYTES);
    const refused = await waitFor(() => ledger.sums.unavailable >= REFUSALS);
    if (!refused) ledger.fault("nobody was told that the disk is full");
    await setTimeout(FULL_MILLISECONDS);
    await disk.empty();
    if (database.postgres !== undefined) await startUnlessRunning(database.postgres);
    await waitForAnswers(ledger);
    await setTimeout(RUNNING_MILLISECONDS);
    await load.stop();

    await verify(client, ledger);
    await replayAll(
      chains.filter(({ exchanges }) => exchanges > 0),
      client,
      ledger,
    );
    if (ledger.sums.unanswered > 0) ledger.fault(`${ledger.sums.unanswered} requests were not answered at all`);
    return ledger;
  },
};

/** PostgreSQL ends itself when it cannot write its log; its operator starts it again. */
async function startUnlessRunning(postgres: PostgresServer): Promise<void> {
  const answers = await administer(postgres.url, "select 1").then(
    () => true,
    () => false,
  );
  if (!answers) await postgres.resume();
}
