import { setTimeout } from "node:timers/promises";
import type { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { TestClient } from "../client.ts";
import { advance, obtainServiceToken } from "./actor.ts";
import type { Chain, Ledger } from "./ledger.ts";

const ACTORS = 12;
const PAUSE_AFTER_REFUSAL_MILLISECONDS = 20;

/** Opens so many authorizations, whose codes the load exchanges. The browser signs in with the first one. */
export async function openChains(
  client: TestClient,
  browser: ScriptLessBrowser,
  ledger: Ledger,
  count: number,
): Promise<Chain[]> {
  const chains = [ledger.open(await client.obtainCode({}, browser))];
  while (chains.length < count) {
    const some = Array.from({ length: Math.min(ACTORS, count - chains.length) }, () => client.obtainCode({}, browser));
    for (const redeemable of await Promise.all(some)) chains.push(ledger.open(redeemable));
  }
  return chains;
}

/** Exchanges, refreshes and client credentials, mixed, from several clients at once until it is stopped. */
export function startLoad(client: TestClient, chains: readonly Chain[], ledger: Ledger): { stop(): Promise<void> } {
  const free = [...chains];
  let stopped = false;
  const act = async (): Promise<boolean> => {
    if (Math.random() < 0.3) return obtainServiceToken(client, ledger);
    const chain = free.shift();
    if (chain === undefined) return obtainServiceToken(client, ledger);
    const done = await advance(chain, client, ledger);
    if (ledger.live.has(chain)) free.push(chain);
    return done;
  };
  const actors = Array.from({ length: ACTORS }, async () => {
    while (!stopped) if (!(await act())) await setTimeout(PAUSE_AFTER_REFUSAL_MILLISECONDS);
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(actors);
    },
  };
}
