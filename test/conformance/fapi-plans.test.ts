import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CIBA_MODULES } from "./ciba/modules/index.ts";
import { CIBA_PLAN } from "./ciba/plans.ts";
import { isFor } from "./fapi/module.ts";
import { FAPI_MODULES } from "./fapi/modules/index.ts";
import { FAPI2_PLANS, FAPI2_VARIANTS } from "./fapi/plans.ts";

const nameOf = ({ title }: { readonly title: string }) => title.slice(0, title.indexOf(": "));

describe("the conformance suite's modules of the FAPI plans", () => {
  it("have one test each that is named after them, and there is no other", () => {
    assert.deepEqual(FAPI_MODULES.map(nameOf).sort(), [...FAPI2_PLANS["fapi2-message-signing-final"].modules].sort());
    assert.deepEqual(CIBA_MODULES.map(nameOf).sort(), [...CIBA_PLAN].sort());
  });

  it("are all run, with a variant at least", () => {
    for (const { plan, modules } of Object.values(FAPI2_PLANS)) {
      for (const module of FAPI_MODULES.filter((each) => modules.includes(nameOf(each)))) {
        const runs = FAPI2_VARIANTS.filter((variant) => isFor({ plan, ...variant }, module));
        assert.ok(runs.length > 0, `${plan}: ${module.title}`);
      }
    }
  });
});
