import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import SqliteFile from "better-sqlite3";

/** What this machine could do at most, each in times per second. */
export interface Limits {
  readonly rsa2048: SignatureRate;
  readonly p256: SignatureRate;
  /** Transactions of one row, one after the other: SQLite, WAL, `synchronous=FULL`. */
  readonly commits: number;
  /** 4 KiB appended to a file, then `fsync`. */
  readonly fsyncs: number;
}

export interface SignatureRate {
  readonly oneCore: number;
  readonly allCores: number;
}

type KeyType = "rsa" | "ec";

/** Measures the machine for so many seconds a figure; the folder is where the database will be. */
export async function measureLimits(folder: string, seconds: number): Promise<Limits> {
  return {
    rsa2048: await signatureRate("rsa", seconds),
    p256: await signatureRate("ec", seconds),
    commits: commitRate(join(folder, "commits.db"), seconds),
    fsyncs: fsyncRate(join(folder, "fsyncs"), seconds),
  };
}

async function signatureRate(type: KeyType, seconds: number): Promise<SignatureRate> {
  const oneCore = signaturesPerSecond(type, seconds);
  const rates = Array.from({ length: availableParallelism() }, () => inThread(type, seconds));
  const allCores = (await Promise.all(rates)).reduce((sum, rate) => sum + rate);
  return { oneCore: Math.round(oneCore), allCores: Math.round(allCores) };
}

function inThread(type: KeyType, seconds: number): Promise<number> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { type, seconds } });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

if (!isMainThread && workerData?.type !== undefined) {
  parentPort?.postMessage(signaturesPerSecond(workerData.type, workerData.seconds));
}

function signaturesPerSecond(type: KeyType, seconds: number): number {
  const key = newPrivateKey(type);
  const input = Buffer.alloc(700, "the size of an ID token");
  return timesPerSecond(seconds, () => sign("sha256", input, { key, dsaEncoding: "ieee-p1363" }));
}

function newPrivateKey(type: KeyType): KeyObject {
  return type === "rsa"
    ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey
    : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

function commitRate(path: string, seconds: number): number {
  const file = new SqliteFile(path);
  try {
    file.pragma("journal_mode = WAL");
    file.pragma("synchronous = FULL");
    file.exec("create table entries (id integer primary key, content blob)");
    const insert = file.prepare("insert into entries (content) values (?)");
    const content = Buffer.alloc(200, 1);
    return Math.round(timesPerSecond(seconds, () => insert.run(content)));
  } finally {
    file.close();
  }
}

function fsyncRate(path: string, seconds: number): number {
  const descriptor = openSync(path, "w");
  try {
    const page = Buffer.alloc(4096, 1);
    const appendDurably = () => {
      writeSync(descriptor, page);
      fsyncSync(descriptor);
    };
    return Math.round(timesPerSecond(seconds, appendDurably));
  } finally {
    closeSync(descriptor);
  }
}

function timesPerSecond(seconds: number, work: () => void): number {
  work();
  const started = performance.now();
  const end = started + seconds * 1000;
  let times = 0;
  while (performance.now() < end) {
    work();
    times++;
  }
  return (times * 1000) / (performance.now() - started);
}
