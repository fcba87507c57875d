import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { describe, it } from "node:test";

/** What runs after `npm ci --omit=dev`. */
const SHIPPED = ["src/**/*.ts", "bin/*.js", "demo/**/*.ts"];

/** `from "x"`, `import "x"`, `import("x")`, `require("x")`, `resolve("x")`. */
const IMPORT = /\b(?:from|import)\s+"([^"]+)"|\b(?:import|require|resolve)\(\s*"([^"]+)"/g;

const { dependencies, devDependencies } = JSON.parse(await readFile("package.json", "utf8")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const imported = new Map<string, string[]>();
const files = await Array.fromAsync(glob(SHIPPED));
for (const file of files) imported.set(file, packagesIn(await readFile(file, "utf8")));

describe("what only the tests need stays in devDependencies", () => {
  it("imports nothing but dependencies in what is shipped", () => {
    for (const [file, packages] of imported) {
      for (const name of packages) assert.ok(Object.hasOwn(dependencies, name), `${file} imports ${name}`);
    }
  });

  it("ships no dependency that nothing imports", () => {
    const used = new Set([...imported.values()].flat());
    assert.deepEqual([...used].sort(), Object.keys(dependencies).sort());
  });

  it("names no package twice", () => {
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => Object.hasOwn(devDependencies, name)),
      [],
    );
  });

  it("has a lock file that holds every package it names, or `npm ci` refuses it", async () => {
    const { packages } = JSON.parse(await readFile("package-lock.json", "utf8")) as {
      packages: Record<string, Locked>;
    };
    for (const [place, { dependencies = {}, optionalDependencies = {} }] of Object.entries(packages)) {
      for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
        assert.ok(
          foldersAbove(place).some((folder) => Object.hasOwn(packages, `${folder}node_modules/${name}`)),
          `${place} needs ${name}`,
        );
      }
    }
  });

  it("has a demo that names no file of the tests", async () => {
    assert.doesNotMatch(await readFile("demo/bifrost.yaml", "utf8"), /node_modules|\btest\//);
    const paths = files.map(async (file) => [file, await readFile(file, "utf8")] as const);
    for (const [file, source] of await Promise.all(paths)) {
      assert.doesNotMatch(source, /from "(\.\.\/)+(test|bench|scripts)\//, file);
    }
  });
});

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Where Node looks for what a package imports, from its own folder up: `node_modules/a/`, then the root. */
function foldersAbove(place: string): string[] {
  const parts = place === "" ? [] : place.split(/(?:^|\/)(?=node_modules\/)/).filter((part) => part !== "");
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts
      .slice(0, parts.length - up)
      .map((part) => `${part}/`)
      .join(""),
  );
}

/** The packages of the bare imports: `hono` of `hono/html`, `@fastify/cors` of itself. */
function packagesIn(source: string): string[] {
  return [...source.matchAll(IMPORT)]
    .map((match) => (match[1] ?? match[2]) as string)
    .filter((specifier) => !specifier.startsWith(".") && !isBuiltin(specifier))
    .map((specifier) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/"));
}
