import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findFreePort } from "../../src/free-port.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { createDatabase } from "../postgres.ts";
import { type Run, startTessera, temporaryFolder } from "./tessera.ts";

/** How several processes share one database. */
export interface FleetKind {
  readonly name: string;
  readonly postgres: boolean;
  /** Each is a server of its own, on a port of its own, with so many workers. */
  readonly servers: readonly number[];
}

export const FLEETS: readonly FleetKind[] = [
  { name: "two workers on SQLite", postgres: false, servers: [2] },
  { name: "two workers on PostgreSQL", postgres: true, servers: [2] },
  { name: "two servers on one PostgreSQL", postgres: true, servers: [1, 1] },
];

/** The servers of a fleet, started together on an empty database. */
export interface Fleet extends AsyncDisposable {
  readonly servers: readonly FleetServer[];
  /** `tessera apply` with the organization's applications changed. */
  apply(changes: Readonly<Record<string, object>>): Promise<void>;
  /** Runs another command on the same database. Returns what it printed. */
  command(...args: string[]): Promise<string>;
}

export interface FleetServer {
  readonly run: Run;
  readonly port: number;
  /** The URL of a path of the organization. */
  url(path: string): string;
}

const common = { callbackURLs: [CALLBACK], publicClient: true, skipLoginConsent: true };
/** Refreshes once and never again: no grace, so that a race has one winner. */
export const STRICT = {
  ...common,
  clientId: "strict",
  refreshToken: { gracefulRefreshTokenRotationValidityPeriod: 0 },
};
export const SERVICE = {
  clientId: "service",
  clientSecret: "acme-service-secret",
  grantTypes: ["client_credentials"],
  callbackURLs: [],
};
/** Introspects, and is never changed. */
export const WEB = { ...common, clientId: "web", publicClient: false, clientSecret: "acme-web-secret" };

export async function startFleet({ postgres, servers }: FleetKind): Promise<Fleet> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await temporaryFolder());
  const database = postgres ? await createDatabase() : undefined;
  resources.defer(async () => database?.drop());
  const env = {
    TESSERA_LOG_LEVEL: "info",
    TESSERA_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
    ...(database !== undefined && { TESSERA_DATABASE_URL: database.url }),
  };
  const config = join(folder.path, "fleet.yaml");
  await writeFile(config, configuration({}));

  const started = await Promise.all(
    servers.map(async (workers) => {
      const port = await findFreePort("localhost");
      const args = ["serve", "--config", config, "--port", String(port), "--workers", String(workers)];
      const run = startTessera(folder.path, args, env);
      resources.defer(async () => {
        run.process.kill("SIGTERM");
        await run.ended;
      });
      await run.printed("listens on");
      return { run, port, url: (path: string) => `http://localhost:${port}/t/acme${path}` };
    }),
  );
  const kept = resources.move();
  const command = async (...args: string[]) => {
    const { code, stdout, stderr } = await startTessera(folder.path, args, env).ended;
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  return {
    servers: started,
    command,
    async apply(changes) {
      const file = join(folder.path, "changed.yaml");
      await writeFile(file, configuration(changes));
      await command("apply", file);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** JSON is YAML too. */
function configuration(changes: Readonly<Record<string, object>>): string {
  const applications = [STRICT, SERVICE, WEB].map((one) => ({ ...one, ...changes[one.clientId] }));
  const users = [{ userName: "kim", password: PASSWORD }];
  return JSON.stringify({ demo: true, organizations: [{ handle: "acme", users, applications }] });
}
