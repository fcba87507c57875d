import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { testFiles } from "./test-files.ts";

/** How many items each section of the security bar has that a test title can cite as "(security bar 3.4)". */
const SECTIONS: Readonly<Record<number, number>> = {
  ...{ 1: 18, 2: 5, 3: 6, 4: 6, 5: 10, 6: 11, 7: 9, 8: 9, 9: 7, 10: 4, 11: 6, 12: 4, 13: 5 },
  ...{ 14: 7, 15: 7, 16: 4, 17: 5, 18: 5, 19: 7 },
  ...{ 20: 6, 21: 4, 22: 4, 23: 7, 24: 4, 25: 3, 26: 4, 27: 6, 28: 3 },
};

/** Items that no test can hold yet, and why. */
const NOT_YET: Readonly<Record<string, string>> = {
  "23.7": "there is no console",
};

/** Items that tests hold as far as there is something to hold, and what is missing. They are cited like the whole ones. */
const IN_PART: Readonly<Record<string, string>> = {
  "17.3":
    "of a public list of common passwords nine in ten are refused; the operator's filter of stolen ones refuses the rest",
  "17.5": "a password that an administrator sets expires when the administrator says so",
  "22.1":
    "every row and every query has its organization; PostgreSQL's row-level security is a setting, off by default",
  "27.3": "the time is each process's own clock, not the database's",
};

/** `(security bar 3.4, 3.5)`, also with other sources beside it, or `security bar 14: …` at the beginning of a title. */
const CITATION = /(?:\((?:[^()]*[,;] )?|["`])security bar (?<items>\d+\.\d+(?:, \d+\.\d+)*)(?=[):,;])/g;
const COMMENT = /^\s*(?:\/\/|\/?\*).*$|\s\/\/ .*$/gm;

const cited = new Map<string, string>();
for (const file of await testFiles()) {
  const source = (await readFile(file, "utf8")).replaceAll(COMMENT, "");
  for (const { groups } of source.matchAll(CITATION)) {
    for (const item of groups?.items?.split(", ") ?? []) cited.set(item, file);
  }
}

describe("the security bar and the tests", () => {
  const items = Object.entries(SECTIONS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  );

  for (const item of items) {
    if (item in NOT_YET) {
      it(`cannot hold ${item} yet: ${NOT_YET[item]}`, () => {
        assert.equal(cited.get(item), undefined, "a test holds it now: take it out of NOT_YET");
      });
    } else {
      it(`hold ${item}${item in IN_PART ? ` in part: ${IN_PART[item]}` : ""}`, () => assert.ok(cited.has(item)));
    }
  }

  it("cite no item that there is not", () => {
    assert.deepEqual(
      [...cited].filter(([item]) => !items.includes(item)),
      [],
    );
  });
});
