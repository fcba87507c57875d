import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { IsBreached } from "./new-password.ts";

/**
 * A Bloom filter in a file: whoever is asked about one password reads one block of it, and what is in the file cannot be read back. 16
 * bits for each password let one in a thousand others be refused as well.
 */
const MAGIC = Buffer.from("tessera breached passwords 1\n");
const HEADER_BYTES = 64;
const BLOCK_BYTES = 64;
const PASSWORDS_PER_BLOCK = (BLOCK_BYTES * 8) / 16;
const BITS_PER_PASSWORD = 8;
const SHA1 = /^([0-9a-f]{40})(?::\d+)?$/i;

export interface BreachedPasswords {
  readonly has: IsBreached;
  close(): Promise<void>;
}

/** Opens a filter that `writeBreachedPasswords` has made. Throws for any other file. */
export async function openBreachedPasswords(file: string): Promise<BreachedPasswords> {
  const handle = await open(file, "r");
  const header = Buffer.alloc(HEADER_BYTES);
  await handle.read(header, 0, HEADER_BYTES, 0);
  const blocks = header.readUInt32BE(MAGIC.length);
  const { size } = await handle.stat();
  if (!header.subarray(0, MAGIC.length).equals(MAGIC) || size !== HEADER_BYTES + blocks * BLOCK_BYTES) {
    await handle.close();
    throw new Error(`${file} is no filter of breached passwords: make one with \`tessera breached-passwords build\``);
  }
  return {
    async has(password) {
      const digest = sha1(password);
      const block = Buffer.alloc(BLOCK_BYTES);
      const { bytesRead } = await handle.read(
        block,
        0,
        BLOCK_BYTES,
        HEADER_BYTES + blockOf(digest, blocks) * BLOCK_BYTES,
      );
      // Without an answer no password passes (security bar 27.5).
      if (bytesRead !== BLOCK_BYTES) throw new Error(`${file} ends too early`);
      return bitsOf(digest).every((bit) => ((block[bit >> 3] as number) & (1 << (bit & 7))) !== 0);
    },
    close: () => handle.close(),
  };
}

/**
 * Makes a filter of a list: of each line the SHA-1 of a password in hexadecimal, with or without how often it was seen behind a colon, or
 * the password itself. Returns how many there are. It takes two bytes of memory for each.
 */
export async function writeBreachedPasswords(list: string, file: string): Promise<number> {
  let count = 0;
  for await (const _ of linesOf(list)) count += 1;
  const blocks = Math.max(1, Math.ceil(count / PASSWORDS_PER_BLOCK));
  const bytes = Buffer.alloc(HEADER_BYTES + blocks * BLOCK_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32BE(blocks, MAGIC.length);
  for await (const line of linesOf(list)) {
    const hex = SHA1.exec(line)?.[1];
    const digest = hex === undefined ? sha1(line) : Buffer.from(hex, "hex");
    const start = HEADER_BYTES + blockOf(digest, blocks) * BLOCK_BYTES;
    for (const bit of bitsOf(digest))
      bytes[start + (bit >> 3)] = (bytes[start + (bit >> 3)] as number) | (1 << (bit & 7));
  }
  await writeFile(file, bytes);
  return count;
}

async function* linesOf(list: string): AsyncGenerator<string> {
  for await (const line of createInterface({
    input: createReadStream(list, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line !== "") yield line;
  }
}

/** What lists of stolen passwords are published in; as a fingerprint for a lookup it is good enough. */
function sha1(password: string): Buffer {
  return createHash("sha1").update(password).digest();
}

function blockOf(digest: Buffer, blocks: number): number {
  return Math.floor((digest.readUInt32BE(0) / 2 ** 32) * blocks);
}

function bitsOf(digest: Buffer): number[] {
  return Array.from(
    { length: BITS_PER_PASSWORD },
    (_, index) => digest.readUInt16BE(4 + 2 * index) % (BLOCK_BYTES * 8),
  );
}
