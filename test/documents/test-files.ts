import { glob } from "node:fs/promises";

/** The test files of the folder (`test/oauth`; all of them by default), as paths from the root of the project, sorted. */
export async function testFiles(folder = "test"): Promise<string[]> {
  return (await Array.fromAsync(glob(`${folder}/**/*.test.ts`))).sort();
}
