import { execFile } from "node:child_process";
import { mkdtemp, rm, rmdir, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A file system in memory that is small enough to be filled. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Fills it but for so many bytes. */
  fill(leave: number): Promise<void>;
  /** Takes away what filled it. */
  empty(): Promise<void>;
}

/** Mounts it, which needs Linux and root. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), "tessera-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path]);
  } catch (cause) {
    await rmdir(path);
    throw new Error("a small disk is mounted for this fault, which only root on Linux may: run it with sudo", {
      cause,
    });
  }
  const ballast = join(path, "ballast");
  return {
    path,
    async fill(leave) {
      const { bavail, bsize } = await statfs(path);
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
    },
    empty: () => rm(ballast),
    async [Symbol.asyncDispose]() {
      await run("umount", [path]);
      await rmdir(path);
    },
  };
}
