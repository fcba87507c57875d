import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { findFreePort } from "../../src/free-port.ts";
import { openStore } from "../../src/store/open-store.ts";
import { basic, TestClient } from "../client.ts";
import { FLEETS, type Fleet, type FleetKind, type FleetServer, STRICT, startFleet } from "./fleet.ts";
import { listening, startTessera, temporaryFolder, workersOf } from "./tessera.ts";

const WORKERS = 2;
/** So many that each worker gets some of them. */
const CONNECTIONS = 24;

describe("tessera serve --workers", () => {
  it("says once that it listens, on a free port for port 0, and ends in order with all its workers", async () => {
    await using folder = await temporaryFolder();
    const args = ["serve", "--port", "0", "--workers", String(WORKERS)];
    const run = startTessera(folder.path, args, { TESSERA_LOG_LEVEL: "info" });
    const baseUrl = /listens on (\S+)/.exec(await run.printed("npm run demo"))?.[1] as string;
    assert.equal((await fetch(`${baseUrl}/health`)).status, 200);

    run.process.kill("SIGTERM");
    const { code, stdout, stderr } = await run.ended;
    assert.equal(code, 0);
    assert.equal(stdout.split("listens on").length, 2);
    const pids = listening(stderr);
    assert.equal(pids.length, WORKERS);
    for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.doesNotMatch(stderr, /unexpectedly/);
  });

  it("shows on every worker's outbox what another one has written, and after a restart what was kept", async () => {
    await using folder = await temporaryFolder();
    const port = String(await findFreePort("localhost"));
    const baseUrl = `http://localhost:${port}`;
    const start = async () => {
      const run = startTessera(folder.path, ["serve", "--port", port, "--workers", "2"], { TESSERA_LOG_LEVEL: "info" });
      await run.printed("npm run demo");
      return run;
    };
    const kept = async () => {
      const { messages } = (await (await fetch(`${baseUrl}/outbox.json`)).json()) as { messages: { to: string }[] };
      return messages.filter(({ to }) => to === "robin@example.com").length;
    };
    const run = await start();
    const store = await openStore({ databaseUrl: undefined, dataDirectory: join(folder.path, "data") });
    const { id = "" } = (await store.tenants.find("bifrost")) ?? {};
    const document = { "SelfRegistration.Enable": "true" };
    await store.forTenant(id).records.add("setting", { id: "governance", name: "governance", document }, 0);
    await store.close();
    const user = { username: "robin@example.com", password: "seven green umbrellas" };
    const body = JSON.stringify({ user });
    const headers = { "content-type": "application/json", connection: "close" };
    const path = `${baseUrl}/t/bifrost/api/identity/user/v1.0/me`;
    assert.equal((await fetch(path, { method: "POST", headers, body })).status, 201);
    while ((await kept()) === 0) await setTimeout(20);
    // Each of these connections goes to whichever worker takes it.
    const seen = await Promise.all(Array.from({ length: CONNECTIONS }, kept));
    assert.deepEqual(new Set(seen), new Set([1]));
    run.process.kill("SIGTERM");
    await run.ended;
    const again = await start();
    assert.equal(await kept(), 1);
    again.process.kill("SIGTERM");
    await again.ended;
  });

  it("says in one line that the port is taken, and ends", async () => {
    await using folder = await temporaryFolder();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const args = ["serve", "--host", "127.0.0.1", "--port", String(port), "--workers", "2"];
    const { code, stderr } = await startTessera(folder.path, args, { TESSERA_LOG_LEVEL: "silent" }).ended;
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, /^tessera: cannot listen on 127\.0\.0\.1:\d+: another program listens there: .*\n$/);
  });

  it("waits longer each time before it replaces a worker that keeps dying", async () => {
    await using folder = await temporaryFolder();
    const run = startTessera(folder.path, ["serve", "--port", "0", "--workers", "2"], { TESSERA_LOG_LEVEL: "info" });
    await run.printed("npm run demo");
    const [first, second] = await workersOf(run.logged, 2);
    process.kill(first as number, "SIGKILL");
    const third = (await workersOf(run.logged, 3)).at(-1) as number;
    process.kill(third, "SIGKILL");
    await workersOf(run.logged, 4);
    run.process.kill("SIGTERM");
    const { code, stderr } = await run.ended;
    assert.equal(code, 0);
    const deaths = [...stderr.matchAll(/"worker":(\d+),"how":"SIGKILL","pauseMilliseconds":(\d+)/g)];
    assert.deepEqual(
      deaths.map(([, pid, pause]) => [Number(pid), Number(pause)]),
      [
        [first, 100],
        [third, 200],
      ],
    );
    assert.ok(!deaths.some(([, pid]) => Number(pid) === second));
  });

  it("ends its workers when it is killed itself", async () => {
    await using folder = await temporaryFolder();
    const args = ["serve", "--port", "0", "--workers", "2"];
    const run = startTessera(folder.path, args, { TESSERA_LOG_LEVEL: "info" });
    await run.printed("npm run demo");
    run.process.kill("SIGKILL");
    // Only once the workers are gone too is there nobody who holds its standard output.
    const { stderr } = await run.ended;
    assert.equal(listening(stderr).length, 2);
  });
});

for (const kind of FLEETS.filter(({ servers }) => servers.length === 1)) losesAWorker(kind);

function losesAWorker(kind: FleetKind): void {
  describe(`the loss of a worker under load: ${kind.name}`, () => {
    let fleet: Fleet;
    let server: FleetServer;
    before(async () => {
      fleet = await startFleet(kind);
      server = fleet.servers[0] as FleetServer;
    });
    after(() => fleet?.[Symbol.asyncDispose]());

    it("loses the connections of that worker alone, nothing that was answered, and is made good", async () => {
      const stderr = server.run.logged;
      const idle = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(server.port)));
      const before = await workersOf(stderr, WORKERS);

      const client = new TestClient(server, STRICT.clientId);
      const answered: string[] = [];
      let stop = false;
      const load = Array.from({ length: CONNECTIONS }, async () => {
        while (!stop) {
          const token = await credentials(client).catch(() => undefined); // its worker was killed
          if (token !== undefined) answered.push(token);
        }
      });
      await setTimeout(500);
      const atKill = answered.length;
      process.kill(before[0] as number, "SIGKILL");
      const now = await workersOf(stderr, WORKERS + 1);
      await setTimeout(500);
      stop = true;
      await Promise.all(load);

      assert.ok(atKill > 0 && answered.length > atKill, `${atKill} of ${answered.length} were answered before`);
      assert.equal(new Set(now).size, WORKERS + 1);
      assert.match(stderr(), /"how":"SIGKILL".*a worker ended unexpectedly and is replaced/);
      const lost = idle.filter(({ closed }) => closed).length;
      assert.ok(lost > 0 && lost < CONNECTIONS, `${lost} of ${CONNECTIONS} connections were lost`);
      for (const socket of idle) socket.destroy();
      for (const token of answered) assert.equal((await client.introspect(token)).body.active, true);
    });
  });
}

async function credentials(client: TestClient): Promise<string | undefined> {
  const headers = basic("service", "acme-service-secret");
  const { status, body } = await client.post("/oauth2/token", { grant_type: "client_credentials" }, headers);
  assert.equal(status, 200, JSON.stringify(body));
  return body.access_token;
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "localhost")
    .on("error", () => {})
    .resume();
  await once(socket, "connect");
  return socket;
}
