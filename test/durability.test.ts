import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { findFreePort } from "../src/free-port.ts";
import { temporaryFolder } from "./cli/tessera.ts";
import {
  DEMO_CALLBACK,
  DEMO_PUBLIC_CLIENT,
  type DemoCode,
  type DemoServer,
  obtainDemoCode,
  startDemoServer,
} from "./demo-server.ts";

const ROUNDS = 6;
const BURSTS = 2;
const CODES_IN_A_BURST = 40;
const ANSWERS_BEFORE_KILL = 8;

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe("an answer that was given outlives SIGKILL", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let port: number;
  let server: DemoServer;
  /** Keeps its session over all restarts, and so signs in with the password once. */
  const browser = new ScriptLessBrowser();
  before(async () => {
    folder = await temporaryFolder();
    port = await findFreePort("localhost");
    server = await startDemoServer(folder.path, port);
  });
  after(async () => {
    await server?.stop();
    await folder?.[Symbol.asyncDispose]();
  });

  for (let round = 1; round <= ROUNDS; round++) {
    // What is used twice revokes everything the code had bought, so each round can show one of the two.
    const replayed = round % 2 === 0 ? "refresh token" : "code";
    const source = replayed === "code" ? "RFC 6749 §4.1.2" : "RFC 9700 §4.14.2";
    it(`round ${round}: keeps what was answered, and refuses the used ${replayed} (${source})`, async () => {
      const code = await obtainDemoCode(server, DEMO_PUBLIC_CLIENT, browser);
      const bought = await answeredBeforeKill(exchangeForm(code));
      assert.equal(await userinfoStatus(bought.access_token), 200);

      const refreshed = await answeredBeforeKill(refreshForm(bought.refresh_token));
      assert.equal(await userinfoStatus(refreshed.access_token), 200);

      // The use of its successor ends the grace in which a rotated refresh token may come again (security bar 5.3).
      const latest = (await (await send(refreshForm(refreshed.refresh_token))).json()) as Tokens;
      assert.equal(await userinfoStatus(latest.access_token), 200);

      const replay = replayed === "code" ? exchangeForm(code) : refreshForm(bought.refresh_token);
      assert.deepEqual(await refusal(await send(replay)), [400, "invalid_grant"]);
      assert.equal(await userinfoStatus(latest.access_token), 401);
      assert.deepEqual(await refusal(await send(refreshForm(latest.refresh_token))), [400, "invalid_grant"]);
    });
  }

  for (let burst = 1; burst <= BURSTS; burst++) {
    it(`burst ${burst}: keeps every token that was answered, and exchanges no code twice (RFC 6749 §10.5)`, async () => {
      const codes: DemoCode[] = [];
      for (let i = 0; i < CODES_IN_A_BURST; i++) codes.push(await obtainDemoCode(server, DEMO_PUBLIC_CLIENT, browser));

      let killed: Promise<void> | undefined;
      let begun = 0;
      const onFirstByte = () => {
        if (++begun === ANSWERS_BEFORE_KILL) killed = server.kill();
      };
      const answers = await Promise.all(
        codes.map(async (code) => ({ code, ...(await sendByHand(exchangeForm(code), onFirstByte)) })),
      );
      await killed;
      server = await startDemoServer(folder.path, port);

      const acknowledged = answers.filter(({ status }) => status === 200);
      assert.ok(acknowledged.length >= ANSWERS_BEFORE_KILL, `${acknowledged.length} of ${codes.length} were answered`);
      for (const { body } of acknowledged) {
        assert.equal(await userinfoStatus(JSON.parse(body).access_token), 200);
      }
      for (const code of codes) {
        const again = [await send(exchangeForm(code)), await send(exchangeForm(code))];
        const served = again.filter(({ status }) => status === 200).length;
        const before = acknowledged.filter((answer) => answer.code === code).length;
        assert.ok(served + before <= 1, `a code was exchanged ${served + before} times`);
      }
    });
  }

  /** Sends a token request, kills the server at the first byte of the answer, and starts it again on the same folder. */
  async function answeredBeforeKill(form: URLSearchParams): Promise<Tokens> {
    let killed: Promise<void> | undefined;
    const { status, body } = await sendByHand(form, () => {
      killed = server.kill();
    });
    await killed;
    server = await startDemoServer(folder.path, port);
    assert.equal(status, 200, body);
    return JSON.parse(body);
  }

  /** The request by hand, to know when the first byte of its answer is there. No status: the connection ended without one. */
  async function sendByHand(form: URLSearchParams, onFirstByte: () => void) {
    const body = form.toString();
    const socket = connect(port, "localhost");
    socket.once("data", onFirstByte);
    const head = [
      "POST /t/bifrost/oauth2/token HTTP/1.1",
      `Host: localhost:${port}`,
      "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${body.length}`,
      "Connection: close",
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
    // A killed process's connection may end with a reset.
    const answer = await text(socket).catch(() => "");
    const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1];
    return {
      status: status === undefined ? undefined : Number(status),
      body: answer.slice(answer.indexOf("\r\n\r\n") + 4),
    };
  }

  function send(form: URLSearchParams): Promise<Response> {
    return fetch(server.url("/oauth2/token"), { method: "POST", body: form });
  }

  async function userinfoStatus(accessToken: string): Promise<number> {
    const headers = { authorization: `Bearer ${accessToken}` };
    return (await fetch(server.url("/oauth2/userinfo"), { headers })).status;
  }
});

function exchangeForm({ code, codeVerifier }: DemoCode): URLSearchParams {
  return new URLSearchParams({
    grant_type: "authorization_code",
    client_id: DEMO_PUBLIC_CLIENT,
    redirect_uri: DEMO_CALLBACK,
    code,
    code_verifier: codeVerifier,
  });
}

function refreshForm(refreshToken: string): URLSearchParams {
  return new URLSearchParams({
    grant_type: "refresh_token",
    client_id: DEMO_PUBLIC_CLIENT,
    refresh_token: refreshToken,
  });
}

async function refusal(answer: Response): Promise<[number, unknown]> {
  return [answer.status, ((await answer.json()) as { error: unknown }).error];
}
