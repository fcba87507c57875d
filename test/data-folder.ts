import { mkdtemp, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux's folder in memory. */
const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 2 ** 31;

/**
 * A new folder for a database that nobody will want back: in memory where there is room, since each commit would wait for the disk.
 * The caller removes it.
 */
export async function dataFolder(prefix = "tessera-test-"): Promise<string> {
  const { bavail = 0, bsize = 0 } = (await statfs(MEMORY).catch(() => undefined)) ?? {};
  return mkdtemp(join(bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir(), prefix));
}
