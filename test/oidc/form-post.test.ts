import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { launchBrowser } from "../browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { delivered, withFrontChannel } from "../front-channel.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const MODES = [
  ["code", "query"],
  ["code", "fragment"],
  ["code", "form_post"],
  ["code", "query.jwt"],
  ["code", "fragment.jwt"],
  ["code", "form_post.jwt"],
  ["code id_token", "fragment"],
  ["code id_token", "form_post"],
  ["code id_token", "form_post.jwt"],
] as const;

describe("OAuth 2.0 Form Post Response Mode", () => {
  let server: TestServer;
  let callback: Callback;
  before(async () => {
    callback = await startCallback();
    const local = {
      clientId: "local",
      publicClient: true,
      callbackURLs: [callback.url],
      responseTypes: ["code id_token"],
      skipLoginConsent: true,
    };
    server = await startServer({ organizations: withFrontChannel([local]) });
  });
  after(async () => {
    await server.stop();
    callback.server.close();
  });

  const spa = () => new TestClient(server, "spa");
  const every = () => new TestClient(server, "every");

  it("answers with a page whose form holds the parameters, for every response type (Form Post §2; oidcc-server)", async () => {
    for (const response_type of [
      "code",
      "none",
      "id_token",
      "id_token token",
      "code id_token",
      "code id_token token",
    ]) {
      const page = await every().authorize({ response_type, response_mode: "form_post", nonce: "n" });
      const { channel, parameters } = delivered(page);
      assert.equal(channel, "form_post", response_type);
      for (const word of response_type.replace("none", "state").split(" ")) {
        assert.ok(parameters[word === "token" ? "access_token" : word], `${word} of ${response_type}`);
      }
      assert.deepEqual([parameters.state, parameters.iss], ["the state", server.url("/oauth2/token")]);
      assert.ok(parameters.session_state);
      assert.match(page.body, /<form method="post" action="https:\/\/app\.example\/callback" id="form-post">/);
      assert.match(page.body, /<button [^>]*type="submit" id="continue">/);
    }
  });

  it("may send the form to the redirect URI's origin alone, is not kept, and runs our own script alone (security bar 14.2)", async () => {
    const { headers, body } = await spa().authorize({ response_mode: "form_post" });
    const policy = headers.get("content-security-policy")?.split("; ");
    assert.deepEqual(policy, [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self'",
      "form-action https://app.example",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(body.match(/<script/g)?.length, 1);
    assert.match(body, /<script src="\/authenticationendpoint\/assets\/form-post\.js"><\/script>/);
  });

  for (const [what, changes, error] of [
    ["prompt=none without a session", { prompt: "none" }, "login_required"],
    ["an unknown response type", { response_type: "nonsense" }, "unsupported_response_type"],
    ["a response type that the client may not use", { response_type: "id_token", nonce: "n" }, "unauthorized_client"],
    ["no response type (oidcc-response-type-missing)", { response_type: undefined }, "invalid_request"],
    ["a missing challenge", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
  ] as const) {
    it(`tells errors the same way: ${what} (Form Post §2, security bar 1.3)`, async () => {
      const { channel, parameters } = delivered(await spa().authorize({ response_mode: "form_post", ...changes }));
      assert.deepEqual([channel, parameters.error, parameters.state], ["form_post", error, "the state"]);
      assert.equal(parameters.iss, server.url("/oauth2/token"));
    });
  }

  it("tells a denied consent the same way", async () => {
    const browser = new ScriptLessBrowser();
    await spa().authorize({}, browser);
    const page = await browser.open(new TestClient(server, "asking").authorizeUrl({ response_mode: "form_post" }));
    const { channel, parameters } = delivered(await browser.submit(page, { consent: "deny" }));
    assert.deepEqual([channel, parameters.error], ["form_post", "access_denied"]);
  });

  describe("in every response mode", () => {
    const browser = new ScriptLessBrowser();
    before(() => every().authorize({}, browser));
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            "'",
            "<",
            ">",
            "&",
            "&quot;",
            "&#13;",
            "\r",
            "\n",
            "\r\n",
            "=",
            "+",
            "%",
            "%00",
            "</form>",
            "\t",
            " ",
            "\u0085",
            "\u2028",
            "\ufeff",
            "é",
            "🦊",
          ),
          {
            minLength: 1,
            maxLength: 12,
          },
        )
        .map((parts) => parts.join("")),
    );
    const sendable = text.filter((value) => !value.includes("\0") && value.isWellFormed());

    it("state and nonce come back as they were sent, whatever they are (security bar 1.12, 1.14)", async () => {
      const property = fc.asyncProperty(sendable, sendable, fc.constantFrom(...MODES), async (state, nonce, mode) => {
        const [response_type, response_mode] = mode;
        const page = await every().authorize({ response_type, response_mode, state, nonce, scope: "openid" }, browser);
        const { channel, parameters } = delivered(page);
        assert.equal(channel, response_mode.replace(".jwt", ""));
        const answer = response_mode.endsWith(".jwt") ? claimsOf(parameters.response as string) : parameters;
        assert.equal(answer.state, state);
        if (answer.id_token) assert.equal(claimsOf(answer.id_token).nonce, nonce);
      });
      await fc.assert(property, { numRuns: 120 });
    });
  });

  describe("in a browser", () => {
    for (const javaScriptEnabled of [true, false]) {
      it(`posts to the client ${javaScriptEnabled ? "by itself" : "at the press of its button"}, and the policy lets it`, async () => {
        const browser = await launchBrowser();
        try {
          const tab = await (await browser.newContext({ javaScriptEnabled })).newPage();
          const state = `"><b>&amp;'é🦊 +%`;
          const changes = { redirect_uri: callback.url, response_mode: "form_post", response_type: "code id_token" };
          const url = new TestClient(server, "local").authorizeUrl({ ...changes, state, nonce: "n" });
          await tab.goto(url);
          await tab.fill("#usernameUserInput", "kim");
          await tab.fill("#password", PASSWORD);
          await tab.click("#sign-in-button");
          if (!javaScriptEnabled) await tab.click("#continue");
          await tab.waitForURL(callback.url);
          const { type, parameters } = callback.last();
          assert.equal(type, "application/x-www-form-urlencoded");
          assert.equal(parameters.get("state"), state);
          assert.ok(parameters.get("code") && parameters.get("id_token") && parameters.get("iss"));
        } finally {
          await browser.close();
        }
      });
    }
  });
});

interface Callback {
  readonly server: Server;
  readonly url: string;
  /** What was posted last. */
  last(): { readonly type: string | undefined; readonly parameters: URLSearchParams };
}

/** A client's redirect URI on loopback. */
async function startCallback(): Promise<Callback> {
  let last: ReturnType<Callback["last"]> | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === "POST") {
      const parameters = new URLSearchParams(Buffer.concat(chunks).toString());
      last = { type: request.headers["content-type"], parameters };
    }
    response.setHeader("connection", "close").end("arrived");
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    server,
    url: `http://localhost:${(server.address() as AddressInfo).port}/callback`,
    last() {
      assert.ok(last, "nothing was posted");
      return last;
    },
  };
}
