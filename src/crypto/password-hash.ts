import { type Argon2Parameters, argon2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { equalInConstantTime } from "./hashes.ts";
import { type HashingPlace, takeHashingPlace } from "./hashing-queue.ts";

/** Security bar 17.1: m = 19 MiB (in KiB here), t = 2, p = 1. */
const CURRENT = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const argon2id = promisify(argon2).bind(undefined, "argon2id");

/** What an unknown user's password is compared with: nobody's. */
const NOBODYS = phcOf(randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));

/**
 * Hashes a password with argon2id. Returns a PHC string, parameters and salt included. Refuses with a HashingQueueFullError when no
 * place is given and the queue has none.
 */
export async function hashPassword(password: string, place?: HashingPlace): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const tag = await hashInTurn({ message: password, nonce, tagLength: TAG_BYTES, ...CURRENT }, place);
  return phcOf(nonce, tag);
}

/**
 * Whether the password is the one that was hashed. With no hash the same work is done and the answer is false, so that an unknown
 * user takes as long as a wrong password (security bar 18.3). `outdated` asks for a new hash at this sign-in. Refuses as
 * `hashPassword` does.
 */
export async function verifyPassword(
  password: string,
  phc: string | undefined,
  place?: HashingPlace,
): Promise<{ matches: boolean; outdated: boolean }> {
  const { salt, tag: stored, parameters } = parse(phc ?? NOBODYS);
  const tag = await hashInTurn({ message: password, nonce: salt, tagLength: stored.length, ...parameters }, place);
  const matches = equalInConstantTime(tag, stored) && phc !== undefined;
  const { memory, passes, parallelism } = parameters;
  const outdated = memory !== CURRENT.memory || passes !== CURRENT.passes || parallelism !== CURRENT.parallelism;
  return { matches, outdated };
}

/** At the place given, or at one of its own. */
async function hashInTurn(parameters: Argon2Parameters, place: HashingPlace | undefined): Promise<Buffer> {
  using own = place === undefined ? takeHashingPlace() : undefined;
  return await (place ?? (own as HashingPlace)).inTurn(() => argon2id(parameters));
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

function phcOf(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = CURRENT;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
