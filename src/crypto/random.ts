import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;

const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random bytes for one use, up to 64 of them. They are taken from a pool, because asking the system each time takes longer than all
 * that is done with them; what was handed out is wiped from it.
 */
export function randomBytesFromPool(length: number): Buffer {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}
