import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { PLANS } from "./plans.ts";

const folder = new URL("./", import.meta.url);
const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
const sources = await Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")));
const modules = new Set(Object.values(PLANS).flatMap((parts) => parts.flatMap((part) => part.modules)));

describe("the conformance suite's modules", () => {
  for (const module of modules) {
    it(`has a test that is named after ${module}`, () => {
      // A title: in a string, before its colon.
      const title = `["\`]${module}: `;
      assert.equal(sources.filter((source) => new RegExp(title).test(source)).length, 1);
    });
  }

  it("has a file of tests for each plan", () => {
    for (const plan of Object.keys(PLANS)) {
      assert.ok(
        sources.some((source) => source.includes(`describePlan("${plan}", PLANS["${plan}"]`)),
        plan,
      );
    }
  });
});
