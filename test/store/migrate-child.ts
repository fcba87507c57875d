import { openStore } from "../../src/store/open-store.ts";

// A process of its own for the tests: opens the store that its arguments name and does one thing in it.
const [databaseUrl, dataDirectory] = process.argv.slice(2) as [string, string];
const store = await openStore({ databaseUrl: databaseUrl === "" ? undefined : databaseUrl, dataDirectory });
await store.migrate();
await store.close();
