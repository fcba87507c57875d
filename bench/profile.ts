import { once } from "node:events";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findFreePort } from "../src/free-port.ts";
import { withEnvironment } from "./environment.ts";
import { measure, warmUp } from "./measure.ts";
import { MAIN_CONNECTIONS } from "./results.ts";
import { SCENARIOS } from "./scenarios/index.ts";

/**
 * `npm run bench:profile -- exchange`: what the main thread of the server spends its time on in a scenario, at 32 connections; with
 * `--postgres` on PostgreSQL. `--output folder` keeps the profile for a browser's developer tools.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "5" },
    postgres: { type: "boolean", default: false },
    output: { type: "string" },
  },
});
const [name = "exchange"] = positionals;
const scenario = SCENARIOS.find((one) => one.name === name);
if (scenario === undefined) throw new Error(`name one of ${SCENARIOS.map((one) => one.name).join(", ")}`);
const seconds = Number(values.seconds);
const ROOT = join(import.meta.dirname, "..");
const ROWS = 30;

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

await withEnvironment(values.postgres ? "postgres" : "sqlite", async (environment) => {
  const port = await findFreePort("127.0.0.1");
  const target = await environment.startTessera({ nodeArguments: [`--inspect=127.0.0.1:${port}`] });
  try {
    const work = await scenario.prepare(target);
    const expectedRate = await warmUp(target, work, 2);
    await work.supply?.(Math.ceil(expectedRate * seconds * 2));
    await using inspector = await connectInspector(port);
    await inspector.ask("Profiler.enable");
    await inspector.ask("Profiler.setSamplingInterval", { interval: 200 });
    await inspector.ask("Profiler.start");
    const { requestsPerSecond, requests, p99 } = await measure(target, work, {
      connections: MAIN_CONNECTIONS,
      seconds,
      expectedRate,
    });
    const { profile } = (await inspector.ask("Profiler.stop")) as { profile: Profile };
    console.log(`${scenario.title}: ${requestsPerSecond} requests/s while profiled, p99 ${p99} ms\n`);
    console.log(summary(profile, requests));
    if (values.output !== undefined) {
      await mkdir(values.output, { recursive: true });
      const folder = await mkdtemp(join(values.output, `${name}-`));
      await writeFile(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
      console.log(`\n${join(folder, `${name}.cpuprofile`)}`);
    }
  } finally {
    await target.stop();
  }
});

/** The Chrome DevTools Protocol, as far as it is needed. */
async function connectInspector(port: number) {
  const [{ webSocketDebuggerUrl }] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as [
    { webSocketDebuggerUrl: string },
  ];
  const socket = new WebSocket(webSocketDebuggerUrl);
  await once(socket, "open");
  let asked = 0;
  return {
    async ask(method: string, params = {}): Promise<unknown> {
      const id = ++asked;
      socket.send(JSON.stringify({ id, method, params }));
      for (;;) {
        const [event] = (await once(socket, "message")) as [{ data: string }];
        const answer = JSON.parse(event.data) as { id?: number; result?: unknown; error?: { message: string } };
        if (answer.error !== undefined) throw new Error(answer.error.message);
        if (answer.id === id) return answer.result;
      }
    },
    /** A process waits for whoever is connected when it ends. */
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}

/** Microseconds of the main thread's own time per request, by part of the program and by function. */
function summary({ nodes, samples, timeDeltas }: Profile, requests: number): string {
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPart = new Map<string, number>();
  const byFunction = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, time: number) => to.set(key, (to.get(key) ?? 0) + time);

  for (const [index, id] of samples.entries()) {
    // Native code, such as SQLite's, goes to whoever called it; V8 has a name in parentheses for what nobody called.
    let script = id;
    while (frames.get(script)?.url === "" && parents.has(script)) script = parents.get(script) as number;
    const own = frames.get(id);
    const caller = frames.get(script);
    if (own === undefined || caller === undefined) continue;
    const time = (timeDeltas[index] ?? 0) / requests;
    const place = caller.url === "" ? "" : ` ${placeOf(caller.url)}:${caller.lineNumber + 1}`;
    const native = script === id || place === "" ? "" : ` → native ${own.functionName || "code"}`;
    add(byPart, place === "" ? own.functionName || "native code" : partOf(placeOf(caller.url)), time);
    add(byFunction, `${(place === "" ? own : caller).functionName || "(anonymous)"}${place}${native}`, time);
  }
  const lines = (of: Map<string, number>) =>
    [...of]
      .sort(([, one], [, other]) => other - one)
      .slice(0, ROWS)
      .map(([key, time]) => `${time.toFixed(1).padStart(9)}  ${key}`);
  return ["µs of the main thread per request", "", ...lines(byPart), "", ...lines(byFunction)].join("\n");
}

function placeOf(url: string): string {
  return url.startsWith("file:") ? relative(ROOT, fileURLToPath(url)) : url;
}

/** `src/store`, `fastify`, `node:internal`. */
function partOf(file: string): string {
  if (file.startsWith("node:")) return file.split("/").slice(0, 2).join("/");
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  return inPackage ?? file.split("/").slice(0, 2).join("/");
}
