import { after, before, describe, it } from "node:test";
import { type FapiServer, startFapiServer } from "./fapi-server.ts";
import { type FapiModule, isFor } from "./module.ts";
import { FAPI_MODULES } from "./modules/index.ts";
import { FAPI2_PLANS, FAPI2_PREFIX, FAPI2_VARIANTS } from "./plans.ts";
import { wordsOf } from "./variant.ts";

/** A test for each module that the plan runs, with each variant that it runs it with. One server serves them all. */
export function describeFapi2Plan(name: keyof typeof FAPI2_PLANS): void {
  const { plan, modules } = FAPI2_PLANS[name];
  describe(`the conformance suite's plan ${name}`, () => {
    let at: FapiServer;
    before(async () => {
      at = await startFapiServer();
    });
    after(() => at.stop());

    for (const { modules: some = modules, ...ofTheRun } of FAPI2_VARIANTS) {
      const variant = { plan, ...ofTheRun };
      for (const module of modules.filter((name) => some.includes(name)).map(moduleOf)) {
        if (!isFor(variant, module)) continue;
        it(`${FAPI2_PREFIX}${module.title} [${wordsOf(variant)}]`, () => module.run({ at, variant }));
      }
    }
  });
}

function moduleOf(name: string): FapiModule {
  const found = FAPI_MODULES.find(({ title }) => title.startsWith(`${name}: `));
  if (found === undefined) throw new Error(`there is no test for the module ${name}`);
  return found;
}
