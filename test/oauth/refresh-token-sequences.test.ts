import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";

const GRACE_SECONDS = 10;
const REUSES = 5;
const LIFETIME = 86_400;
const ACCESS_TOKEN_LIFETIME = 3600;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant("refresh" as const), back: fc.nat({ max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant("parallel" as const),
      back: fc.nat({ max: 2 }),
      count: fc.integer({ min: 2, max: 9 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("wait" as const),
      seconds: fc.constantFrom(1, 4, 9, 10, 60, 4000, 80_000),
    }),
  },
);

/** A family as the security bar describes it (5.2, 5.3, 5.7): a chain of tokens, of which the last is the current one. */
class Family {
  readonly chain: { text: string; expiresAt: number; rotatedAt?: number; reused: number }[] = [];
  /** The access token that came with each refresh token of the chain. */
  readonly accessTokens: { text: string; expiresAt: number }[] = [];
  dead = false;

  issue(body: { refresh_token: string; access_token: string }, now: number): void {
    this.chain.push({ text: body.refresh_token, expiresAt: now + LIFETIME, reused: 0 });
    this.accessTokens.push({ text: body.access_token, expiresAt: now + ACCESS_TOKEN_LIFETIME });
  }

  /** The token so many places before the current one, or the first. */
  at(back: number): number {
    return Math.max(0, this.chain.length - 1 - back);
  }

  /** How many of `count` requests with this token, made at once, are served; and what becomes of the family. */
  present(index: number, count: number, now: number): number {
    const token = this.chain[index];
    if (token === undefined || this.dead) return 0;
    const isCurrent = index === this.chain.length - 1;
    if (isCurrent && token.expiresAt <= now) return 0;
    const inGrace = index === this.chain.length - 2 && now - (token.rotatedAt as number) < GRACE_SECONDS;
    if (!isCurrent && !inGrace) {
      this.dead = true;
      return 0;
    }
    if (isCurrent) token.rotatedAt = now;
    const again = Math.min(isCurrent ? count - 1 : count, REUSES - token.reused);
    token.reused += again;
    return isCurrent ? again + 1 : again;
  }
}

describe("any sequence of refreshes (security bar 5.2, 5.3, 5.4, 5.7)", () => {
  let server: TestServer;
  let client: TestClient;
  before(async () => {
    server = await startServer();
    client = new TestClient(server, "spa");
  });
  after(() => server.stop());

  it("answers as a chain of tokens would: one of them current, all of them dead after a reuse", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        const family = new Family();
        family.issue(await client.obtainTokens(), server.clock.now);
        for (const next of steps) {
          if (next.what === "wait") server.clock.advance(next.seconds);
          else await refresh(family, family.at(next.back), next.what === "parallel" ? next.count : 1);
        }
        await compare(family);
      }),
      { numRuns: 30 },
    );
  });

  async function refresh(family: Family, index: number, count: number): Promise<void> {
    const text = family.chain[index]?.text as string;
    const answers = await Promise.all(Array.from({ length: count }, () => client.refresh(text)));
    const served = answers.filter(({ status }) => status === 200);
    for (const { status, body } of answers) {
      if (status !== 200) assert.deepEqual([status, body.error], [400, "invalid_grant"]);
    }
    assert.equal(served.length, family.present(index, count, server.clock.now));

    const successors = new Set(served.map(({ body }) => body.refresh_token as string));
    assert.ok(successors.size <= 1, "one successor");
    for (const { body } of served) {
      if (index === family.chain.length - 1) family.issue(body, server.clock.now);
      assert.equal(body.refresh_token, family.chain[index + 1]?.text);
    }
  }

  async function compare(family: Family): Promise<void> {
    const isActive = async (text: string) => (await client.introspect(text)).body.active as boolean;
    const { now } = server.clock;
    for (const [index, { text, expiresAt }] of family.chain.entries()) {
      const isCurrent = index === family.chain.length - 1;
      assert.equal(await isActive(text), isCurrent && !family.dead && expiresAt > now, `refresh token ${index}`);
    }
    for (const [index, { text, expiresAt }] of family.accessTokens.slice(0, -1).entries()) {
      // Of requests that raced, the test cannot tell which one's access token the rotation brought.
      if (family.chain[index - 1]?.reused) continue;
      assert.equal(
        await isActive(text),
        false,
        `access token ${index}, of a token that was rotated (until ${expiresAt})`,
      );
    }
    const newest = family.accessTokens.at(-1);
    const alive = !family.dead && newest !== undefined && newest.expiresAt > now;
    assert.equal(await isActive(newest?.text as string), alive, "the newest access token");
  }
});
