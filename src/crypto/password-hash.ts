import { argon2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { equalInConstantTime } from "./hashes.ts";

/** Security bar 17.1: m = 19 MiB (in KiB here), t = 2, p = 1. */
const CURRENT = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Hashing runs on the thread pool that signing also needs, so it may hold two of its four threads. */
const CONCURRENT_HASHES = 2;

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const argon2id = promisify(argon2).bind(undefined, "argon2id");

/** Hashes a password with argon2id. Returns a PHC string, parameters and salt included. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const tag = await inTurn(() => argon2id({ message: password, nonce, tagLength: TAG_BYTES, ...CURRENT }));
  const { memory, passes, parallelism } = CURRENT;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/**
 * Whether the password is the one that was hashed. With no hash the same work is done and the answer is false, so that an unknown
 * user takes as long as a wrong password (security bar 18.3). `outdated` asks for a new hash at this sign-in.
 */
export async function verifyPassword(
  password: string,
  phc: string | undefined,
): Promise<{ matches: boolean; outdated: boolean }> {
  const parsed = parse(phc ?? (await dummyHash()));
  const tag = await inTurn(() =>
    argon2id({ message: password, nonce: parsed.salt, tagLength: parsed.tag.length, ...parsed.parameters }),
  );
  const matches = equalInConstantTime(tag, parsed.tag) && phc !== undefined;
  const { memory, passes, parallelism } = parsed.parameters;
  const outdated = memory !== CURRENT.memory || passes !== CURRENT.passes || parallelism !== CURRENT.parallelism;
  return { matches, outdated };
}

function parse(phc: string) {
  const match = PHC.exec(phc);
  if (match === null) throw new Error("a stored password hash is not an argon2id PHC string");
  const [, memory, passes, parallelism, salt, tag] = match as unknown as string[];
  return {
    parameters: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt as string, "base64"),
    tag: Buffer.from(tag as string, "base64"),
  };
}

let dummy: Promise<string> | undefined;
function dummyHash(): Promise<string> {
  dummy ??= hashPassword(randomBytes(16).toString("hex"));
  return dummy;
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn(work: () => Promise<Buffer>): Promise<Buffer> {
  if (running === CONCURRENT_HASHES) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
