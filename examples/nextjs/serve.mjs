import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const next = fileURLToPath(import.meta.resolve("next/dist/bin/next"));

/**
 * Starts Next.js with this sample on localhost: for the demo's organization, if nothing else is said. Resolves when its first page is
 * there, with its origin and a function that stops it and removes what it has compiled. `log` is given what Next.js writes.
 */
export async function serveNext({
  port = 3000,
  baseUrl = "http://localhost:9763/t/bifrost",
  clientId = "bifrost-sample-site",
  clientSecret = "bifrost-sample-site-secret",
  log = () => {},
} = {}) {
  const origin = `http://localhost:${port}`;
  const compiled = `.next/${port}`;
  // Turbopack takes half the processor time of webpack until the first page is there, and a build first takes longer with either.
  const child = spawn(process.execPath, [next, "dev", "--turbopack", "-H", "localhost", "-p", `${port}`, folder], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...settings({ origin, baseUrl, clientId, clientSecret }), NEXT_DIST_DIR: compiled },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      log(text);
    });
  }
  const ended = once(child, "exit");
  const end = () => child.kill();
  process.once("exit", end);

  const stop = async () => {
    process.off("exit", end);
    end();
    await ended;
    await rm(new URL(compiled, import.meta.url), { recursive: true, force: true });
  };
  // The SDK takes its settings from the first request, and a second one must not come before it has them.
  while (!(await answers(origin))) {
    if (child.exitCode !== null) {
      await stop();
      throw new Error(`Next.js has ended:\n${output}`);
    }
    await wait(100);
  }
  return { origin, stop };
}

/** What the SDK reads from the environment (the scopes of an organization's APIs are for the page about organizations). */
function settings({ origin, baseUrl, clientId, clientSecret }) {
  return {
    NEXT_PUBLIC_ASGARDEO_BASE_URL: baseUrl,
    NEXT_PUBLIC_ASGARDEO_CLIENT_ID: clientId,
    NEXT_PUBLIC_ASGARDEO_AFTER_SIGN_IN_URL: origin,
    NEXT_PUBLIC_ASGARDEO_AFTER_SIGN_OUT_URL: origin,
    NEXT_PUBLIC_ASGARDEO_SCOPES:
      "openid profile email internal_login internal_organization_view internal_organization_create",
    ASGARDEO_CLIENT_SECRET: clientSecret,
    // Signs the cookies of the site's users: on a site of your own, some 32 random bytes.
    ASGARDEO_SECRET: "the secret of this sample's cookies",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

async function answers(origin) {
  try {
    const response = await fetch(origin);
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}
