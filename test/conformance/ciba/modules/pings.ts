import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { type CibaModule, type CibaRun, newFlow } from "../module.ts";

/** How long another ping would have to come, in milliseconds. */
const LATER = 200;

type Answer = CibaRun["server"]["pings"]["answer"];

/** However the client's place answers, it was told once, and nowhere else, and gets its tokens when it asks for them. */
function answered(name: string, rule: string, answer: (run: CibaRun) => Answer): CibaModule {
  return {
    title: `fapi-ciba-id1-ping-${name}: ${rule}`,
    only: { mode: "ping" },
    async run(run) {
      const { pings } = run.server;
      const flow = await newFlow(run);
      const asked = await flow.ask();
      pings.reset();
      pings.answer = answer(run);
      await flow.decide(asked, "approve");
      await flow.assertPinged(asked);
      await setTimeout(LATER);
      assert.deepEqual(
        pings.pings.map(({ path }) => path),
        ["/notified"],
      );
      await flow.assertResourceOpens(await flow.tokensOf(await flow.poll(asked)));
    },
  };
}

/** Clients that answer a ping in odd ways (CIBA Core §10.2). */
export const pingModules: readonly CibaModule[] = [
  answered("backchannel-notification-endpoint-response-has-body", "takes a body for nothing (CIBA Core §10.2)", () => ({
    status: 200,
    body: "an answer",
  })),
  answered("backchannel-notification-endpoint-response-401", "does not mind (CIBA Core §10.2)", () => ({
    status: 401,
  })),
  answered("backchannel-notification-endpoint-response-403", "does not mind (CIBA Core §10.2)", () => ({
    status: 403,
  })),
  answered(
    "with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry",
    "tells a client once (CIBA Core §10.2)",
    () => ({ status: 401 }),
  ),
  answered(
    "backchannel-notification-endpoint-return-redirect-request",
    "follows no redirect (CIBA Core §10.2)",
    ({ server: { pings } }) => ({ status: 301, location: new URL("/elsewhere", pings.url).href }),
  ),
];
