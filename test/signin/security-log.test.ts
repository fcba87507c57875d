import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

describe("security bar 26.2: what the log says of security", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const client = (clientId: string) => new TestClient(server, clientId);
  const signIn = async (userName: string, password: string, clientId = "spa", browser = new ScriptLessBrowser()) => {
    const page = await browser.open(client(clientId).authorizeUrl(), CALLBACK);
    return browser.submit(page, { usernameUserInput: userName, password }, CALLBACK);
  };
  const answerConsent = async (consent: string) => {
    const browser = new ScriptLessBrowser();
    await browser.submit(await signIn("kim", PASSWORD, "asking", browser), { consent }, CALLBACK);
  };

  const happenings: [event: string, cause: () => Promise<unknown>, details: Record<string, unknown>][] = [
    ["session_started", () => signIn("kim", PASSWORD), {}],
    ["sign_in_failed", () => signIn("kim", "wrong"), { locked: false }],
    [
      "sign_in_failed",
      async () => {
        for (let turn = 0; turn < 6; turn++) await signIn("lee", "wrong");
      },
      { locked: true },
    ],
    ["consent_given", () => answerConsent("approve"), { client: "asking", scope: ["openid"], remembered: false }],
    ["consent_given", () => answerConsent("approveAlways"), { client: "asking", scope: ["openid"], remembered: true }],
    [
      "consent_denied",
      async () => {
        const browser = new ScriptLessBrowser();
        await signIn("kim", PASSWORD, "spa", browser);
        const page = await browser.open(client("asking").authorizeUrl({ prompt: "consent" }), CALLBACK);
        await browser.submit(page, { consent: "deny" }, CALLBACK);
      },
      { client: "asking" },
    ],
    [
      "authorization_code_reused",
      async () => {
        const redeemable = await client("spa").obtainCode();
        for (let turn = 0; turn < 2; turn++) await client("spa").exchange(redeemable);
      },
      { client: "spa" },
    ],
    [
      "refresh_token_reused",
      async () => {
        const { refresh_token } = await client("spa").obtainTokens();
        await client("spa").refresh(refresh_token);
        server.clock.advance(60);
        await client("spa").refresh(refresh_token);
      },
      { client: "spa" },
    ],
    [
      "client_authentication_failed",
      () => client("web").post("/oauth2/token", { grant_type: "client_credentials" }, basic("web", "wrong")),
      { client: "web" },
    ],
    [
      "access_denied",
      () => fetch(server.url("/api/identity/oauth2/dcr/v1.1/register"), { method: "POST" }),
      { status: 401 },
    ],
  ];
  for (const [event, cause, details] of happenings) {
    it(`has ${event} ${JSON.stringify(details)}: when, where, from which address, in which request (security bar 26.2)`, async () => {
      const before = server.logLines.length;
      await cause();
      const lines = server.logLines.slice(before).map((line) => JSON.parse(line));
      const line = lines.findLast((logged) => logged.event === event);
      assert.ok(line, JSON.stringify(lines));
      for (const [name, value] of Object.entries(details)) assert.deepEqual(line[name], value, name);
      assert.equal(line.tenant, "acme");
      assert.match(line.address, /^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/);
      assert.match(line.reqId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.ok(Math.abs(new Date(line.time).getTime() - Date.now()) < 3_600_000);
    });
  }

  it("keeps each event on a line of its own, whatever was sent (security bar 26.2)", async () => {
    const forged = `kim\r\n{"event":"session_started"}\u001b[2J\u2028`;
    const before = server.logLines.length;
    await signIn(forged, newVerifier());
    await client(forged).post("/oauth2/token", { grant_type: "client_credentials", client_id: forged });
    const lines = server.logLines.slice(before);
    assert.ok(lines.length > 0);
    for (const line of lines) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
      assert.match(line, /^[^\u0000-\u001f]*\n$/);
      assert.notEqual(JSON.parse(line).event, "session_started");
    }
  });
});
