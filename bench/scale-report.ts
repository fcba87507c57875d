import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ListingResult } from "./listing.ts";
import { type Machine, machineLine } from "./machine.ts";
import type { Measurement } from "./measure.ts";
import type { Size } from "./scale-fill.ts";

const RESULT = new URL("results/scale.json", import.meta.url).pathname;
const AIMS = { ratio: 0.9, megabytes: 300, startMilliseconds: 1500, listMilliseconds: 50 };

/** bench/results/scale.json. */
export interface ScaleResult {
  readonly date: string;
  readonly machine: Machine;
  readonly size: Size;
  readonly sampledTenants: number;
  readonly startMilliseconds: number;
  readonly megabytesAtStart: number;
  readonly filled: Measurement;
  /** An empty database but for as many tenants as codes are exchanged in. */
  readonly tenantsAlone: Measurement;
  /** One with one tenant. */
  readonly empty: Measurement;
  readonly listings: readonly ListingResult[];
  /** Of the filled database's rate to the one with one tenant. */
  readonly ratio: number;
  readonly ratioToTenantsAlone: number;
  readonly megabytesOnDisk: { readonly before: number; readonly after: number };
  /** The sweep takes them away meanwhile. */
  readonly expiredRows: { readonly filled: number; readonly atFirstRound: number; readonly afterLastRound: number };
}

/** Prints the result with its aims, and keeps it if asked to. Wrong answers make the process fail. */
export async function report(result: ScaleResult, kept: boolean): Promise<void> {
  const {
    size,
    sampledTenants,
    filled,
    tenantsAlone,
    empty,
    listings,
    ratio,
    ratioToTenantsAlone,
    megabytesOnDisk: disk,
    expiredRows: expired,
    startMilliseconds,
  } = result;
  const verdict = (met: boolean) => (met ? "met" : "MISSED");
  const number = (value: number) => value.toLocaleString("en");
  const line = ({ requestsPerSecond, p50, p95, p99, errors, cpuSecondsPer1000, megabytes }: Measurement) =>
    `${number(Math.round(requestsPerSecond))}/s, p50 ${p50} p95 ${p95} p99 ${p99} ms, ${errors} errors, ${cpuSecondsPer1000} CPU s/1000, RSS ${megabytes} MB`;
  console.log(
    [
      machineLine(result.machine),
      `${number(size.tokens)} live tokens, ${number(size.users)} users, ${number(size.tenants)} tenants; ${filled.connections} connections`,
      `Codes are exchanged in ${sampledTenants} of the tenants, at random, whose RSA keys were made beforehand.`,
      "",
      `filled  ${line(filled)}`,
      `empty   ${line(tenantsAlone)}: as many tenants as codes are exchanged in, and nothing else`,
      `one     ${line(empty)}: one tenant, and nothing else`,
      `ratio   ${ratioToTenantsAlone} of the empty database's rate with as many tenants, at least ${AIMS.ratio}: ${verdict(ratioToTenantsAlone >= AIMS.ratio)}`,
      `        ${ratio} of its rate with one tenant, at least ${AIMS.ratio}: ${verdict(ratio >= AIMS.ratio)}`,
      `RSS     ${filled.megabytes} MB, under ${AIMS.megabytes} MB: ${verdict(filled.megabytes < AIMS.megabytes)} (${result.megabytesAtStart} MB after the start)`,
      `start   ${startMilliseconds} ms to the first answer, under ${AIMS.startMilliseconds} ms: ${verdict(startMilliseconds < AIMS.startMilliseconds)}`,
      `disk    ${disk.before} MB before, ${disk.after} MB after`,
      ...listings.map(
        ({ list, requests, p50, p99 }) =>
          `list    ${list}: p50 ${p50} p99 ${p99} ms in ${requests} requests, under ${AIMS.listMilliseconds} ms: ${verdict(p99 < AIMS.listMilliseconds)}`,
      ),
      `sweep   expired rows: ${number(expired.filled)} filled in, ${number(expired.atFirstRound)} at the first round, ${number(expired.afterLastRound)} after the last`,
    ].join("\n"),
  );
  const faulty = [filled, tenantsAlone, empty, ...listings].find(({ errors }) => errors > 0);
  if (faulty !== undefined) {
    console.log(`Wrong answers: the figures do not count. First:\n${faulty.firstError}`);
    process.exitCode = 1;
  }
  if (!kept) return;
  await mkdir(dirname(RESULT), { recursive: true });
  await writeFile(RESULT, `${JSON.stringify(result, undefined, 2)}\n`);
}
