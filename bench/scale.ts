import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { spa } from "./clients.ts";
import { measureListings } from "./listing.ts";
import { thisMachine } from "./machine.ts";
import { type Measurement, measure, warmUp } from "./measure.ts";
import { mintExchanges, mintTokens } from "./minting.ts";
import { usageOf } from "./process-usage.ts";
import { progress } from "./progress.ts";
import { countExpired, fill, filledTenant, filledUser, type Size } from "./scale-fill.ts";
import { report } from "./scale-report.ts";
import { exchange } from "./scenarios/exchange.ts";
import type { PreparedWork } from "./scenarios/scenario.ts";
import { createSessionPool, signIn } from "./session-pool.ts";
import type { Target } from "./target.ts";
import { pathsOf, serveTessera, startTessera } from "./tessera.ts";

/**
 * `npm run bench:scale`: whether code exchange costs more once much is stored, and what lists cost (bench/README.md). `--folder data/scale` keeps the
 * filled database for the next run.
 */
const WHOLE: Size = { tenants: 10_000, users: 100_000, tokens: 1_000_000, expired: 200_000 };
const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    /** For a try: 0.01 fills a hundredth of it all, and the result is not kept. */
    share: { type: "string", default: "1" },
  },
});
const share = Number(values.share);
const size = Object.fromEntries(
  Object.entries(WHOLE).map(([what, count]) => [what, Math.ceil(count * share)]),
) as unknown as Size;
const sample = Math.min(200, Math.ceil(size.tenants / 2));
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;

const data = join(import.meta.dirname, "..", "data");
await mkdir(data, { recursive: true });
const scratch = await mkdtemp(join(data, "bench-"));
try {
  const full = values.folder ?? join(scratch, "full");
  await mkdir(full, { recursive: true });
  const encryptionKey = await prepareDatabase(full, size);
  const bytesBefore = await databaseBytes(full);
  const expiredBefore = countExpired(full);

  progress("starting on the filled database");
  const spawned = performance.now();
  const target = await serveTessera({ dataDirectory: full, databaseUrl: undefined, encryptionKey });
  try {
    await firstAnswer(target);
    const startMilliseconds = Math.round(performance.now() - spawned);
    const megabytesAtStart = usageOf(target.pid).megabytes;
    const { filled, tenantsAlone, empty, expiredAtFirst, expiredAtLast } = await compare(target, full);
    const listings = await measureListings(target, size);
    await target.stop();
    const result = {
      date: new Date().toISOString(),
      machine: thisMachine(),
      size,
      sampledTenants: sample,
      startMilliseconds,
      megabytesAtStart: Math.round(megabytesAtStart),
      filled,
      tenantsAlone,
      empty,
      listings,
      ratio: Number((filled.requestsPerSecond / empty.requestsPerSecond).toFixed(3)),
      ratioToTenantsAlone: Number((filled.requestsPerSecond / tenantsAlone.requestsPerSecond).toFixed(3)),
      megabytesOnDisk: { before: megabytes(bytesBefore), after: megabytes(await databaseBytes(full)) },
      expiredRows: { filled: expiredBefore, atFirstRound: expiredAtFirst, afterLastRound: expiredAtLast },
    };
    await report(result, share === 1);
  } finally {
    await target.stop();
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** Has the server make a database with one exchange in it, unless there is one, and fills it. Returns the key it is sealed with. */
async function prepareDatabase(folder: string, wanted: Size): Promise<string> {
  const keyFile = join(folder, "encryption-key");
  if (!existsSync(keyFile)) {
    const encryptionKey = randomBytes(32).toString("base64url");
    const target = await startTessera({ dataDirectory: folder, databaseUrl: undefined, encryptionKey });
    try {
      await warmUp(target, await exchange.prepare(target), 0.1);
    } finally {
      await target.stop();
    }
    await writeFile(keyFile, encryptionKey, { mode: 0o600 });
  }
  fill(folder, wanted);
  return readFile(keyFile, "utf8");
}

async function firstAnswer({ host, paths }: Target): Promise<void> {
  const answer = await fetch(`http://${host}${paths.token}/.well-known/openid-configuration`);
  if (!answer.ok) throw new Error(`discovery answers ${answer.status}`);
  await answer.arrayBuffer();
}

/**
 * In turns the filled server, one whose database has the same number of tenants that codes are exchanged in and nothing else, and one on an
 * empty database with one tenant; the middle round of each.
 */
async function compare(full: Target, folder: string) {
  const tenantsFolder = join(scratch, "tenants");
  const emptyFolder = join(scratch, "empty");
  for (const each of [tenantsFolder, emptyFolder]) await mkdir(each);
  const encryptionKey = await prepareDatabase(tenantsFolder, { tenants: sample, users: sample, tokens: 0, expired: 0 });
  const tenantsAlone = await serveTessera({ dataDirectory: tenantsFolder, databaseUrl: undefined, encryptionKey });
  const empty = await startTessera({ dataDirectory: emptyFolder, databaseUrl: undefined });
  try {
    await firstAnswer(tenantsAlone);
    const sides = [];
    for (const [target, work] of [
      [full, await acrossTenants(full, size.tenants)],
      [tenantsAlone, await acrossTenants(tenantsAlone, sample)],
      [empty, await exchange.prepare(empty)],
    ] as const) {
      sides.push({
        target,
        work,
        expectedRate: await warmUp(target, work, WARM_UP_SECONDS),
        measured: [] as Measurement[],
      });
    }
    const expiredAtFirst = countExpired(folder);
    for (let round = 1; round <= rounds; round++) {
      for (const { target, work, expectedRate, measured } of sides) {
        progress(`round ${round} of ${rounds}: code exchange`);
        measured.push(await measure(target, work, { connections: CONNECTIONS, seconds, expectedRate }));
      }
    }
    progress("");
    const [filled, alike, least] = sides.map(({ measured }) => middle(measured)) as [
      Measurement,
      Measurement,
      Measurement,
    ];
    return { filled, tenantsAlone: alike, empty: least, expiredAtFirst, expiredAtLast: countExpired(folder) };
  } finally {
    await tenantsAlone.stop();
    await empty.stop();
  }
}

/** The scenario of code exchange, but each request for another of the tenants that are `stored`; their keys are made here, before anything is measured. */
async function acrossTenants(target: Target, stored: number): Promise<PreparedWork> {
  const step = Math.floor(stored / sample);
  const tenants: { target: Target; cookie: string }[] = [];
  for (let number = 0; number < sample; number++) {
    progress(`sign-ins and keys of ${sample} tenants: ${number}`);
    const tenant: Target = {
      ...target,
      paths: pathsOf(filledTenant(number * step)),
      sessions: createSessionPool(() => tenant),
    };
    const cookie = await signIn(tenant, spa.clientId, filledUser(0));
    await mintTokens(tenant, spa.clientId, "openid", 1, [cookie]); // makes the tenant's key
    tenants.push({ target: tenant, cookie });
  }

  const ready: Buffer[] = [];
  const { judge } = await exchange.prepare(target);
  return {
    async supply(count) {
      const each = Math.ceil((count - ready.length) / tenants.length);
      if (each <= 0) return;
      for (const { target, cookie } of tenants) {
        ready.push(...(await mintExchanges(target, spa.clientId, "openid", each, [cookie])));
      }
      shuffle(ready);
    },
    next: () => ready.pop(),
    judge,
  };
}

function shuffle(values: unknown[]): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [values[last], values[other]] = [values[other], values[last]];
  }
}

function middle(measured: Measurement[]): Measurement {
  const sorted = measured.toSorted((one, other) => one.requestsPerSecond - other.requestsPerSecond);
  return sorted[Math.floor(sorted.length / 2)] as Measurement;
}

async function databaseBytes(folder: string): Promise<number> {
  const sizes = ["tessera.db", "tessera.db-wal"].map((name) => stat(join(folder, name)).catch(() => ({ size: 0 })));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
