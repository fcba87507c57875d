import { parseArgs, styleText } from "node:util";
import type { Kind } from "./database.ts";
import type { Fault } from "./fault.ts";
import { fullDisk } from "./full-disk.ts";
import { killedServer } from "./killed-server.ts";
import type { Ledger } from "./ledger.ts";
import { restartedDatabase } from "./restarted-database.ts";

/**
 * `npm run test:faults`: makes the world fail under a running server, and prints for each fault what was acknowledged, what of it
 * was found again, and a verdict. `--rounds N` is how often the server is killed (20); a word runs the faults whose title holds it.
 */
const FAULTS: readonly Fault[] = [killedServer, restartedDatabase, fullDisk];
const SHOWN_FAULTS = 5;

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "20" } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds must be a whole number from 1");

let failed = 0;
for (const fault of FAULTS) {
  if (positionals.length > 0 && !positionals.some((word) => fault.title.includes(word))) continue;
  for (const kind of fault.kinds) {
    console.log(styleText("bold", `\n${fault.title}, ${kind}`));
    if (!(await holds(fault, kind))) failed++;
  }
}
console.log(failed === 0 ? "\nEvery fault was outlived." : `\n${failed} faults were not outlived.`);
process.exitCode = failed === 0 ? 0 : 1;

async function holds(fault: Fault, kind: Kind): Promise<boolean> {
  try {
    const ledger = await fault.run(kind, rounds);
    report(ledger);
    return ledger.faults.length === 0;
  } catch (error) {
    console.log(styleText("red", `  ✖ ${error instanceof Error ? error.message : error}`));
    return false;
  }
}

function report({ sums, faults }: Ledger): void {
  console.log(
    [
      `  acknowledged: ${sums.exchanges} exchanges, ${sums.refreshes} refreshes, ${sums.serviceTokens} client credentials`,
      `  not acknowledged: ${sums.unavailable} times 503 with Retry-After, ${sums.unanswered} without an answer (${sums.codesLost} codes used up by them)`,
      `  found again: ${sums.accessTokensVerified} access tokens, ${sums.refreshTokensVerified} refresh tokens; ${sums.replaysRefused} used codes refused`,
    ].join("\n"),
  );
  for (const text of faults.slice(0, SHOWN_FAULTS)) console.log(styleText("red", `  ✖ ${text}`));
  if (faults.length > SHOWN_FAULTS) console.log(styleText("red", `  ✖ and ${faults.length - SHOWN_FAULTS} more`));
  if (faults.length === 0) {
    console.log(styleText("green", "  ✔ nothing acknowledged was lost, and no code was accepted twice"));
  }
}
