import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { type HashingPlace, HashingQueueFullError, takeHashingPlace } from "../../src/crypto/hashing-queue.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

/** More than there are places, however many of them are done before the last has come. */
const CROWD = 200;
/** One more than lock an account (security bar 18.1). */
const TRIES = 6;

describe("more sign-ins than can be checked (security bar 17.1, 27.4)", () => {
  let server: TestServer;
  let client: TestClient;
  before(async () => {
    server = await startServer();
    client = new TestClient(server, "spa");
  });
  after(() => server?.stop());

  const signInPage = (browser: ScriptLessBrowser) => browser.open(client.authorizeUrl(), CALLBACK);
  const signIn = (browser: ScriptLessBrowser, page: Page, userName: string) =>
    browser.submit(page, { usernameUserInput: userName, password: PASSWORD }, CALLBACK);

  it("answers some with a page, 503 and Retry-After, and the others and every code exchange as ever", async () => {
    const redeemable = await client.obtainCode();
    const browser = new ScriptLessBrowser();
    const page = await signInPage(browser);
    const crowd = Array.from({ length: CROWD }, (_, i) => signIn(browser, page, `nobody${i}`));
    // The first that is refused says that the queue is full; those who are in it go on waiting.
    await Promise.any(crowd.map(async (answer) => assert.equal((await answer).status, 503)));
    assert.equal((await client.exchange(redeemable)).status, 200);

    const answers = await Promise.all(crowd);
    const refused = answers.filter(({ status }) => status === 503);
    assert.ok(refused.length > 0 && refused.length < CROWD, `${refused.length} of ${CROWD} were refused`);
    for (const { headers, body } of refused) {
      assert.match(headers.get("retry-after") ?? "", /^[1-9]\d?$/);
      assert.match(headers.get("content-type") ?? "", /^text\/html/);
      assert.match(body, /temporarily_unavailable/);
    }
  });

  it("signs in again once there is room, and has counted no attempt of those it refused (security bar 18.1)", async () => {
    server.clock.advance(600); // past the address's own limit, which the crowd has reached
    const browser = new ScriptLessBrowser();
    const page = await signInPage(browser);
    const places = takeAllPlaces();
    try {
      for (let i = 0; i < TRIES; i++) assert.equal((await signIn(browser, page, "lee")).status, 503);
    } finally {
      for (const place of places) place[Symbol.dispose]();
    }
    const { redirectedTo } = await signIn(browser, page, "lee");
    assert.ok(redirectedTo?.searchParams.has("code"), `${redirectedTo}`);
  });
});

function takeAllPlaces(): HashingPlace[] {
  const places: HashingPlace[] = [];
  assert.throws(() => {
    for (;;) places.push(takeHashingPlace());
  }, HashingQueueFullError);
  return places;
}
