import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { temporaryFolder } from "../cli/tessera.ts";
import {
  DEMO_CONFIDENTIAL_CLIENT,
  DEMO_PUBLIC_CLIENT,
  DEMO_USER,
  type DemoServer,
  obtainDemoCode,
  startDemoServer,
} from "../demo-server.ts";
import { assertTokenResponse } from "./token-response.ts";

const SAMPLES = "examples/token-request";

describe("the samples for cURL and Node, as they stand (contract §5.4)", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: DemoServer;
  before(async () => {
    await requireCurl();
    folder = await temporaryFolder();
    server = await startDemoServer(folder.path);
  });
  after(async () => {
    await server?.stop();
    await folder?.[Symbol.asyncDispose]();
  });

  const samples = [
    ["public/curl.sh", DEMO_PUBLIC_CLIENT],
    ["public/node-axios.cjs", DEMO_PUBLIC_CLIENT],
    ["confidential/curl.sh", DEMO_CONFIDENTIAL_CLIENT],
    ["confidential/curl-basic.sh", DEMO_CONFIDENTIAL_CLIENT],
    ["confidential/node-axios.cjs", DEMO_CONFIDENTIAL_CLIENT],
  ] as const;
  for (const [sample, clientId] of samples) {
    it(`${sample} trades a code for the documented token response (contract §5.4)`, async () => {
      const { code, codeVerifier } = await obtainDemoCode(server, clientId);
      const { stdout } = await runSample(sample, { CODE: code, CODE_VERIFIER: codeVerifier });
      await assertTokenResponse(server, stdout, clientId);
    });
  }

  it("public/node-axios.cjs is told the RFC's error for a code that is not ours (RFC 6749 §5.2)", async () => {
    const env = { CODE: "nonsense", CODE_VERIFIER: "v".repeat(43) };
    const { code, stderr } = await runSample("public/node-axios.cjs", env);
    assert.equal(code, 1);
    assert.match(stderr, /error: 'invalid_grant'/);
  });

  it("confidential/introspect.sh tells what an access token stands for (RFC 7662 §2.2)", async () => {
    const { code } = await obtainDemoCode(server, DEMO_CONFIDENTIAL_CLIENT);
    const bought = await runSample("confidential/curl.sh", { CODE: code });
    const { access_token } = await assertTokenResponse(server, bought.stdout, DEMO_CONFIDENTIAL_CLIENT);
    const told = JSON.parse((await runSample("confidential/introspect.sh", { TOKEN: access_token })).stdout);
    assert.equal(told.active, true);
    assert.equal(told.client_id, DEMO_CONFIDENTIAL_CLIENT);
    assert.equal(told.username, `${DEMO_USER}@bifrost`);
  });

  function runSample(sample: string, env: Record<string, string>): Promise<Ended> {
    const program = sample.endsWith(".sh") ? "sh" : process.execPath;
    return run(program, [`${SAMPLES}/${sample}`], { BASE_URL: server.baseUrl, ...env });
  }
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const code = new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject));
  const [ended, stdout, stderr] = await Promise.all([code, text(child.stdout), text(child.stderr)]);
  return { code: ended, stdout, stderr };
}

async function requireCurl(): Promise<void> {
  const found = await run("curl", ["--version"], {}).catch(() => undefined);
  assert.equal(found?.code, 0, "the cURL samples cannot be tested: install curl, so that `curl --version` runs");
}
