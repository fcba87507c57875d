import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";

/** The environment of a Node process of ours: this one's, and with the compile cache that this one uses. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) };
}
