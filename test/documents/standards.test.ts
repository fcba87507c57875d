import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { normalize } from "node:path";
import { describe, it } from "node:test";
import { testFiles } from "./test-files.ts";

const DOCUMENT = "docs/standards.md";
/** The folders of tests that are about specifications: each of their files is linked. */
const FOLDERS = ["test/oauth", "test/oidc", "test/conformance", "test/tls"];
const COMMENT = /^\s*(?:\/\/|\/?\*).*$|\s\/\/ .*$/gm;

const lines = (await readFile(DOCUMENT, "utf8")).split("\n");
const rows = lines
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Specification |"))
  .map((line) => line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/g, "")));
const files = new Set(await testFiles());

describe("the tables of docs/standards.md", () => {
  const linkedBy = (cell: string) =>
    [...cell.matchAll(/\]\((?<target>[^)]+)\)/g)].map(({ groups }) => normalize(`docs/${groups?.target}`));

  for (const [specification = "", supported = "", shownBy = "", ...more] of rows) {
    it(`say what is supported of ${specification}, and link to tests that there are`, () => {
      assert.ok(supported.length > 0);
      assert.deepEqual(more, [], "three columns");
      const linked = linkedBy(shownBy);
      assert.ok(linked.length > 0);
      for (const file of linked) assert.ok(files.has(file), file);
    });
  }

  const linked = new Set(rows.flatMap(([, , shownBy = ""]) => linkedBy(shownBy)));
  for (const folder of FOLDERS) {
    it(`link to every file of ${folder}`, async () => {
      const inFolder = await testFiles(folder);
      assert.ok(inFolder.length > 0);
      assert.deepEqual(
        inFolder.filter((file) => !linked.has(file)),
        [],
      );
    });
  }

  it("have a row for every RFC that a test names", async () => {
    const specifications = rows.map(([specification = ""]) => specification).join();
    const known = new Set(specifications.match(/RFC \d+/g));
    for await (const file of glob("test/**/*.ts")) {
      const source = (await readFile(file, "utf8")).replaceAll(COMMENT, "");
      for (const [name] of source.matchAll(/RFC \d+/g)) assert.ok(known.has(name), `${name}, in ${file}`);
    }
  });
});
