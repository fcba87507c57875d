import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newId } from "../../src/crypto/ids.ts";
import {
  deriveRefreshSecret,
  isGenuine,
  issueRefreshSecret,
  parseRefreshSecret,
  type RefreshSecret,
} from "../../src/crypto/refresh-secret.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";

const KEY = createServerKeys(Buffer.alloc(32, 1)).derive("refresh tokens");
const OTHER_KEY = createServerKeys(Buffer.alloc(32, 2)).derive("refresh tokens");
const [TENANT, OTHER_TENANT, AUTHORIZATION] = [1, 2, 3].map(() => newId(Date.now())) as [string, string, string];
const TOKEN_BYTES = 72;

describe("refresh tokens whose successors follow from them (security bar 5.10)", () => {
  const first = issueRefreshSecret(AUTHORIZATION, TENANT, KEY);
  const second = deriveRefreshSecret(first, TENANT, KEY);

  it("begins with a random secret", () => {
    const tokens = Array.from({ length: 100 }, () => issueRefreshSecret(AUTHORIZATION, TENANT, KEY).text);
    assert.equal(new Set(tokens.map((text) => text.slice(-64))).size, 100);
  });

  it("says of a text what it was made with", () => {
    assert.deepEqual(parseRefreshSecret(first.text), first);
    assert.deepEqual(parseRefreshSecret(second.text), second);
    assert.deepEqual([first.generation, second.generation], [0, 1]);
    assert.equal(second.authorizationId, AUTHORIZATION);
  });

  it("reads no text of another form", () => {
    for (const text of [
      "",
      first.text.slice(1),
      `${first.text}A`,
      first.text.slice(0, 64),
      `+${first.text.slice(1)}`,
    ]) {
      assert.equal(parseRefreshSecret(text), undefined);
    }
  });

  it("has one successor, which nobody can compute without the key", () => {
    assert.deepEqual(deriveRefreshSecret(parse(first.text), TENANT, KEY), second);
    assert.ok(!deriveRefreshSecret(first, TENANT, OTHER_KEY).secretHash.equals(second.secretHash));
    const sibling = issueRefreshSecret(AUTHORIZATION, TENANT, KEY);
    assert.ok(!deriveRefreshSecret(sibling, TENANT, KEY).secretHash.equals(second.secretHash));
  });

  it("knows what the server made from what it did not: for this tenant, by this key, to the last bit", () => {
    for (const token of [first, second]) {
      assert.equal(isGenuine(token, TENANT, KEY), true);
      assert.equal(isGenuine(token, OTHER_TENANT, KEY), false);
      assert.equal(isGenuine(token, TENANT, OTHER_KEY), false);
      for (let place = 0; place < TOKEN_BYTES; place += 1) {
        const bytes = Buffer.from(token.text, "base64url");
        bytes[place] = (bytes[place] as number) ^ 1;
        const changed = parse(bytes.toString("base64url"));
        assert.equal(isGenuine(changed, TENANT, KEY), false, `byte ${place}`);
        // What is not told apart by id and generation is told apart by the hash.
        if (place >= 20) assert.ok(!changed.secretHash.equals(token.secretHash), `byte ${place}`);
      }
    }
  });
});

function parse(text: string): RefreshSecret {
  return parseRefreshSecret(text) as RefreshSecret;
}
