import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, withEnvironment } from "./environment.ts";
import { measureLimits } from "./limits.ts";
import { thisMachine } from "./machine.ts";
import { type Measurement, measure, warmUp } from "./measure.ts";
import { startNodeOidcProvider } from "./node-oidc-provider.ts";
import { type BenchOptions, isChosen, readOptions } from "./options.ts";
import { plot } from "./plot.ts";
import { measureProcesses } from "./processes.ts";
import { progress } from "./progress.ts";
import { aimsText, headText, processesText, scenarioText, signInsBesideText } from "./report.ts";
import { errorsIn, type Results, type ScenarioResult } from "./results.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { measureSignInsBeside } from "./sign-ins-beside.ts";
import type { Target } from "./target.ts";

/** `npm run bench`: what this machine could do, and what Tessera and node-oidc-provider do on it (bench/README.md). */
const options = readOptions(process.argv.slice(2), process.env);
await withEnvironment(options.database, async (environment) => {
  const results = await run(environment, options);
  print(aimsText(results));
  if (options.output !== undefined) await keep(results, options.output);
  const errors = errorsIn(results);
  if (errors > 0) {
    print(`${errors} wrong answers of Tessera: the figures above do not count.`);
    process.exitCode = 1;
  }
});

async function run(environment: Environment, options: BenchOptions): Promise<Results> {
  const machine = thisMachine();
  progress("the limits of this machine");
  const limits = await measureLimits(environment.folder, options.limitSeconds);
  print(headText(machine, options.database, limits));

  const tessera = await environment.startTessera();
  const scenarios: ScenarioResult[] = [];
  let signInsBeside: Results["signInsBeside"];
  try {
    const other = await startNodeOidcProvider();
    try {
      for (const scenario of SCENARIOS.filter(({ name }) => isChosen(options, name))) {
        const result = await measureScenario(scenario, [tessera, other], options);
        scenarios.push(result);
        print(scenarioText(result));
        showErrors(result.measurements);
      }
    } finally {
      await other.stop();
    }
    if (isChosen(options, "beside")) {
      progress("code exchange while sign-ins are offered");
      signInsBeside = await measureSignInsBeside(tessera, options);
      print(signInsBesideText(signInsBeside));
      showErrors([signInsBeside.exchange]);
    }
  } finally {
    await tessera.stop();
  }

  let processes: Results["processes"];
  if (isChosen(options, "processes")) {
    progress("one process and two");
    processes = await measureProcesses(environment, options);
    if (processes !== undefined) print(processesText(processes));
  }
  const { database, seconds } = options;
  const date = new Date().toISOString();
  return { date, machine, database, secondsEach: seconds, limits, scenarios, processes, signInsBeside };
}

/** Both servers in turns, so that what the machine does meanwhile meets both. */
async function measureScenario(
  { name, title, prepare }: Scenario,
  targets: readonly Target[],
  { connections: counts, seconds, warmUpSeconds }: BenchOptions,
): Promise<ScenarioResult> {
  const prepared = [];
  for (const target of targets) {
    progress(`${title}: ${target.name} warms up`);
    const work = await prepare(target);
    prepared.push({ target, work, expectedRate: await warmUp(target, work, warmUpSeconds) });
  }
  const measurements: Measurement[] = [];
  for (const connections of counts) {
    for (const { target, work, expectedRate } of prepared) {
      progress(`${title}: ${target.name} at ${connections} connections`);
      measurements.push(await measure(target, work, { connections, seconds, expectedRate }));
    }
  }
  return { name, title, measurements };
}

function showErrors(measurements: readonly Measurement[]): void {
  for (const { server, firstError } of measurements) {
    if (firstError !== undefined) print(`${server} answered wrongly, first:\n${firstError}`);
  }
}

async function keep(results: Results, folder: string): Promise<void> {
  const name = results.database === "sqlite" ? "latest" : "latest-postgres";
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  await writeFile(join(folder, `${name}.svg`), plot(results));
}

function print(text: string): void {
  progress("");
  console.log(`${text}\n`);
}
