import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { describe, it } from "node:test";

/** What the files of a folder may import of ours, beside themselves. `type` marks what may be imported as a type alone. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  crypto: [],
  throttling: [],
  outbound: [],
  pages: [],
  delivery: [
    "notifications/delivery-error.ts",
    "type notifications/notifier.ts",
    "notifications/sender.ts",
    "outbound/public-address.ts",
    "type outbound",
    "type protocol/model",
    "type crypto",
  ],
  notifications: ["crypto", "protocol/model", "protocol/sealed-document.ts", "type store/port"],
  protocol: ["crypto", "type store/port", "type throttling", "type outbound"],
  management: [
    "accounts",
    "passwords",
    "crypto",
    "branding/preference-key.ts",
    "credentials",
    "signin/lock-out.ts",
    "notifications",
    "protocol/model",
    "protocol/authenticator-properties.ts",
    "protocol/client-attestation",
    "protocol/federated-authenticators.ts",
    "protocol/identity-provider.ts",
    "protocol/roles.ts",
    "protocol/sign-in-sequence.ts",
    "protocol/handle.ts",
    "protocol/new-tenant.ts",
    "protocol/organization-access.ts",
    "protocol/organization-world.ts",
    "protocol/organization-discovery.ts",
    "protocol/system-apis.ts",
    "protocol/user-home.ts",
    "protocol/tokens/claims.ts",
    "type store/port",
    "protocol/claim-attributes.ts",
    "protocol/authorize/response-type.ts",
    "protocol/client-secret.ts",
    "protocol/profile.ts",
    "protocol/registration",
    "protocol/token/grants/index.ts",
    "configuration",
  ],
  passwords: ["protocol/model"],
  accounts: [
    "crypto",
    "credentials",
    "passwords",
    "protocol/model",
    "protocol/user-home.ts",
    "signin/lock-out.ts",
    "type notifications",
    "type store/port",
  ],
  credentials: ["crypto", "type protocol/model", "protocol/sign-in-sequence.ts", "type store/port"],
  branding: ["crypto", "type store/port"],
  signin: [
    "accounts",
    "passwords",
    "crypto",
    "credentials",
    "protocol/model",
    "protocol/user-home.ts",
    "protocol/sign-in-sequence.ts",
    "protocol/identity-provider.ts",
    "protocol/federated-authenticators.ts",
    "protocol/claim-attributes.ts",
    "protocol/roles.ts",
    "protocol/system-apis.ts",
    "type protocol/client-keys.ts",
    "type store/port",
    "type throttling",
    "type outbound",
    "type notifications",
  ],
  store: ["crypto", "protocol/model", "protocol/claim-attributes.ts"],
  settings: [],
  configuration: [
    "accounts/switches.ts",
    "credentials/password-history.ts",
    "accounts/flow",
    "passwords",
    "crypto",
    "branding/preference-key.ts",
    "protocol",
    "notifications",
    "type store/port",
    "settings.ts",
    "settings",
    "type clock.ts",
  ],
  http: [
    "accounts",
    "passwords",
    "type notifications",
    "credentials",
    "crypto",
    "branding",
    "protocol",
    "signin",
    "management",
    "pages",
    "type store/port",
    "store/store-unavailable.ts",
    "type settings.ts",
    "type clock.ts",
    "type throttling",
    "throttling/network-of.ts",
    "type outbound",
    "type notifications",
    "type delivery",
  ],
};

/** Libraries that one folder alone may know. */
const KEPT_IN: Readonly<Record<string, RegExp>> = {
  store: /^(kysely|better-sqlite3|pg)\b/,
  http: /^(fastify|@fastify\/.*)$/,
  pages: /^hono\b/,
  delivery: /^nodemailer\b/,
};
/** The files that put the parts together may know everything. */
const KNOWS_ALL = /^(app\.ts|main\.ts|cli\/)/;

const IMPORT = /^(?:import|export)(?<type> type)?\b[^;]*?from "(?<from>[^"]+)";/gms;

const files = await Array.fromAsync(glob("**/*.ts", { cwd: "src" }));
const importsByFile = new Map<string, ReturnType<typeof importsOf>>();
for (const file of files.filter((name) => !KNOWS_ALL.test(name))) {
  importsByFile.set(file, importsOf(await readFile(join("src", file), "utf8")));
}

describe("the layout", () => {
  for (const [file, imports] of importsByFile) {
    const [folder = ""] = file.split("/");

    it(`src/${file} imports what its folder may`, () => {
      for (const { from, typeOnly } of imports) {
        if (from.startsWith(".")) {
          const target = normalize(join(dirname(file), from));
          assert.ok(mayImport(folder, target, typeOnly), `imports ${target}`);
        } else {
          const keeper = Object.entries(KEPT_IN).find(([, library]) => library.test(from))?.[0];
          assert.ok(keeper === undefined || keeper === folder, `imports ${from}, which is for src/${keeper}/`);
        }
      }
    });
  }

  it("loads what only the management APIs need when they are asked for something", async () => {
    const loaded = await loadedWith("app.ts");
    assert.ok(loaded.has("fastify") && loaded.has("http/oauth-routes.ts"));
    for (const late of ["zod", "management/index.ts", "http/management-routes.ts"]) assert.ok(!loaded.has(late), late);
  });

  it("gives every folder a caption in ARCHITECTURE.md", async () => {
    const captions = await readFile("ARCHITECTURE.md", "utf8");
    const folders = new Set(files.map((file) => dirname(file)).filter((folder) => folder !== "."));
    for (const folder of [...folders].map((name) => `src/${name}/`).concat("test/", "demo/", "bench/", "docs/")) {
      assert.ok(captions.includes(`\`${folder}\``), `${folder} has no caption`);
    }
  });
});

function importsOf(source: string): { from: string; typeOnly: boolean }[] {
  return [...source.matchAll(IMPORT)].map(({ groups }) => ({
    from: groups?.from as string,
    typeOnly: groups?.type !== undefined,
  }));
}

/** The file, the libraries that it imports, and what is loaded with each file that it imports. */
async function loadedWith(file: string, loaded = new Set<string>()): Promise<Set<string>> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const { from, typeOnly } of importsOf(await readFile(join("src", file), "utf8"))) {
    if (typeOnly) continue;
    if (from.startsWith(".")) await loadedWith(normalize(join(dirname(file), from)), loaded);
    else loaded.add(from);
  }
  return loaded;
}

function mayImport(folder: string, target: string, typeOnly: boolean): boolean {
  if (target.startsWith(`${folder}/`)) return true;
  const allowed = MAY_IMPORT[folder];
  if (allowed === undefined) return true; // a file at the top of src/ belongs to no part
  return allowed.some((entry) => {
    const [place = "", forTypes] = entry.startsWith("type ") ? [entry.slice(5), true] : [entry, false];
    return (target === place || target.startsWith(`${place}/`)) && (typeOnly || !forTypes);
  });
}
