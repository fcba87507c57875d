import { find, MAIN_CONNECTIONS, type Results } from "./results.ts";

export interface Aim {
  readonly what: string;
  readonly aim: string;
  /** Undefined: the run did not measure it. */
  readonly measured: string | undefined;
  readonly met: boolean | undefined;
}

/** The aims of the project and whether this run met them, at 32 connections. */
export function judgeAims(results: Results): Aim[] {
  const rate = (name: string) => find(results, name, "Tessera")?.requestsPerSecond;
  const otherRate = (name: string) => find(results, name, "node-oidc-provider")?.requestsPerSecond;
  const ratio = (name: string) => divide(rate(name), otherRate(name));
  const atLeast = (what: string, value: number | undefined, aim: number, unit = "×"): Aim => ({
    what,
    aim: `at least ${aim}${unit}`,
    measured: value === undefined ? undefined : `${format(value)}${unit}`,
    met: value === undefined ? undefined : value >= aim,
  });
  const below = (what: string, value: number | undefined, aim: number): Aim => ({
    what,
    aim: `under ${aim} ms`,
    measured: value === undefined ? undefined : `${format(value)} ms`,
    met: value === undefined ? undefined : value < aim,
  });

  const other = "node-oidc-provider";
  const { rsa2048 } = results.limits;
  return [
    atLeast("code exchange RS256 / RSA-2048 signatures of one core", divide(rate("exchange"), rsa2048.oneCore), 1),
    atLeast(`code exchange RS256 / ${other}`, ratio("exchange"), 1.8),
    atLeast(`code exchange ES256 / ${other}`, ratio("exchange-es256"), 3),
    atLeast(`client credentials, opaque / ${other}`, ratio("client-credentials"), 2),
    atLeast(`refresh without an ID token / ${other}`, ratio("refresh"), 2),
    atLeast("introspection", rate("introspection"), 8000, "/s"),
    atLeast(`authorize with a live session / ${other}`, ratio("authorize"), 2),
    below("code exchange RS256, p99", find(results, "exchange", "Tessera")?.p99, 50),
    below("code exchange ES256, p99", find(results, "exchange-es256", "Tessera")?.p99, 50),
    below("slowest p99 of all but the password sign-in", slowestP99(results), 50),
    atLeast("two processes / one, client credentials ES256", results.processes?.ratio, 1.6),
    atLeast("the same with a core for each process", results.processes?.pinned?.ratio, 1.6),
    below("code exchange while sign-ins are offered, p99", results.signInsBeside?.exchange.p99, 100),
  ];
}

function slowestP99({ scenarios }: Results): number | undefined {
  const times = scenarios
    .filter(({ name }) => name !== "sign-in")
    .flatMap(({ measurements }) => measurements)
    .filter(({ server, connections }) => server === "Tessera" && connections === MAIN_CONNECTIONS)
    .map(({ p99 }) => p99);
  return times.length === 0 ? undefined : Math.max(...times);
}

function divide(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}
