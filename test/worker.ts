import asyncHooks from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { relative, resolve } from "node:path";
import type { EventData } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

/** What a worker tells of the file that it was sent. */
export type WorkerMessage =
  /** A test or a part of the file. */
  | { readonly kind: "begun"; readonly name: string }
  | { readonly kind: "passed" | "skipped" }
  | { readonly kind: "failed"; readonly report: string }
  | { readonly kind: "ended" };

/**
 * One of the processes of test/run.ts: runs the test files whose names it is sent, one after the other, until nobody sends any more.
 * A file is over when all is that stands at its top.
 */
let parts = 0;
let loaded = false;
let begun = "";

const { run } = await untracked(() => import("node:test"));
const events = run({ files: [], isolation: "none" });
subscribe("tracing:node.test:start", (part) => {
  const { name, nesting } = part as { name: string; nesting: number };
  if (nesting === 0 && name !== "<root>") parts++;
});
events.on("test:dequeue", ({ name }) => {
  begun = name;
  tell({ kind: "begun", name });
});
events.on("test:pass", (event) => {
  const { skip, todo, details } = event;
  if (details.type !== "suite") tell({ kind: skip === undefined && todo === undefined ? "passed" : "skipped" });
  end(event);
});
events.on("test:fail", (event) => {
  const report = reportOf(event);
  if (report !== undefined) tell({ kind: "failed", report });
  end(event);
});
// To the runner these are of no test, and it tells of them at the very end.
for (const kind of ["uncaughtException", "unhandledRejection"]) {
  process.on(kind, (error) => tell({ kind: "failed", report: `${begun}: nobody has caught\n${indented(error)}` }));
}
// A library that tests use makes every end a good one.
events.on("test:diagnostic", ({ message }) => {
  if (!message.startsWith("Error: ")) return;
  process.stderr.write(`${message}\n`);
  process.once("exit", () => {
    process.exitCode = 1;
  });
});

process.on("message", async (file: string) => {
  loaded = false;
  try {
    await import(pathToFileURL(resolve(file)).href);
    if (parts === 0) tell({ kind: "failed", report: `${file} describes nothing` });
  } catch (error) {
    tell({ kind: "failed", report: `${file} cannot be loaded\n${indented(error)}` });
  }
  loaded = true;
  endFile();
});

function end({ name, nesting, details }: EventData.TestPass | EventData.TestFail): void {
  if (nesting > 0) return;
  // It comes to be there too when the function of its `describe` is async: then it begins when that is over.
  if (details.type !== "suite") tell({ kind: "failed", report: `${name}\n    is in no describe` });
  parts--;
  endFile();
}

/** What is at the top begins as soon as what was before it is over. */
function endFile(): void {
  setImmediate(() => {
    if (parts > 0 || !loaded) return;
    loaded = false;
    tell({ kind: "ended" });
  });
}

/** What comes when nobody hears it any more is a failure of the process. */
function tell(message: WorkerMessage): void {
  if (process.connected) {
    process.send?.(message);
  } else if (message.kind === "failed") {
    process.stderr.write(`${message.report}\n`);
    process.exit(1);
  }
}

/** Undefined: a test below it says why. */
function reportOf({ name, file, line, details }: EventData.TestFail): string | undefined {
  const { error } = details;
  if ("failureType" in error && error.failureType === "subtestsFailed") return undefined;
  const place = file === undefined ? "" : ` (${relative(process.cwd(), file)}:${line ?? 1})`;
  return `${name}${place}\n${indented(error.cause ?? error)}`;
}

function indented(error: unknown): string {
  return inspect(error, { colors: false, depth: 6 }).replaceAll(/^/gm, "    ");
}

/**
 * Loads the test runner without what makes it know the test of every promise and callback, a fifth of the processor time of a run. It
 * goes on knowing its own: which `describe` an `it` is in.
 */
async function untracked<Runner>(load: () => Promise<Runner>): Promise<Runner> {
  const { createHook } = asyncHooks;
  asyncHooks.createHook = ({ init }) =>
    createHook({
      trackPromises: false,
      init(id, type, trigger, resource) {
        if (type === "Test") init?.(id, type, trigger, resource);
      },
    });
  try {
    return await load();
  } finally {
    asyncHooks.createHook = createHook;
  }
}
