import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MASK, masked } from "../../src/crypto/masked.ts";

describe("masked values (security bar 26.1)", () => {
  const hidden = [
    ["clientSecret", "a"],
    ["client_secret", "a"],
    ["secrets", [{ hash: "a" }]],
    ["password", "a"],
    ["passwordHash", "a"],
    ["accessToken", "a"],
    ["access_token", "a"],
    ["apiKey", "a"],
    ["privateKey", { d: "a" }],
    ["sealedPrivateKey", "a"],
    ["d", "a"],
  ] as const;
  for (const [name, value] of hidden) {
    it(`hide ${name}, at any depth`, () => {
      const seen = JSON.stringify(masked({ [name]: value, list: [{ below: { [name]: value } }] }));
      const at = { [name]: MASK };
      assert.deepEqual(JSON.parse(seen), { ...at, list: [{ below: at }] });
    });
  }

  it("show what is no secret, such as whether there is one", () => {
    const value = {
      name: "a",
      lifetime: 3,
      password: true,
      tokens: ["b"],
      after: null,
      passwordPolicy: { least: 8 },
      accessToken: { seconds: 9 },
    };
    assert.deepEqual(masked(value), value);
  });
});
