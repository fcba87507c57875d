import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../src/free-port.ts";
import { SERVICE, WEB } from "../cli/fleet.ts";
import { type Run, startTessera } from "../cli/tessera.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import type { Database } from "./database.ts";

/** A client whose lost answer may be asked for again for a minute, which is longer than any of the faults lasts. */
export const PATIENT = {
  clientId: "patient",
  publicClient: true,
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
  refreshToken: { gracefulRefreshTokenRotationValidityPeriod: 60 },
};

/** `tessera serve` in a process of its own, always on the same port and database. */
export interface RestartableServer extends AsyncDisposable {
  url(path: string): string;
  start(): Promise<void>;
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Prepares a server on the database; it is started by `start`. */
export async function prepareServer({ folder, postgres }: Database): Promise<RestartableServer> {
  const port = await findFreePort("localhost");
  // Elsewhere than the data, whose disk may be full.
  const configurationFolder = await mkdtemp(join(tmpdir(), "tessera-faults-"));
  const file = join(configurationFolder, "faults.yaml");
  const users = [{ userName: "kim", password: PASSWORD }];
  const organizations = [{ handle: "acme", users, applications: [PATIENT, SERVICE, WEB] }];
  await writeFile(file, JSON.stringify({ demo: true, organizations }));
  const env = {
    TESSERA_LOG_LEVEL: "warn",
    TESSERA_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
    TESSERA_CODE_LIFETIME_SECONDS: "600",
    ...(postgres !== undefined && { TESSERA_DATABASE_URL: postgres.url }),
  };

  let run: Run | undefined;
  const end = async (signal: NodeJS.Signals) => {
    run?.process.kill(signal);
    await run?.ended;
  };
  return {
    url: (path) => `http://localhost:${port}/t/acme${path}`,
    async start() {
      run = startTessera(folder, ["serve", "--config", file, "--port", String(port)], env);
      await run.printed("listens on");
    },
    kill: () => end("SIGKILL"),
    async [Symbol.asyncDispose]() {
      await end("SIGTERM");
      await rm(configurationFolder, { recursive: true, force: true });
    },
  };
}
