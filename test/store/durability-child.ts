import { openStore } from "../../src/store/open-store.ts";
import { makeCode, makeTokens, NOW } from "./values.ts";

// A process of its own for the tests: trades codes, several at a time, and says so as soon as each promise has resolved.
const [dataDirectory, tenantId, atOnce] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ databaseUrl: undefined, dataDirectory });
const { authorizations } = store.forTenant(tenantId);

async function tradeForEver(): Promise<never> {
  for (;;) {
    const code = makeCode();
    const { id } = code.authorization;
    const bought = makeTokens(id);
    await authorizations.create(code);
    await authorizations.redeemCode(id, bought, NOW);
    process.stdout.write(`${id} ${bought.accessToken.id}\n`);
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, tradeForEver));
