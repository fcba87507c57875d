import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { resealedApp } from "../../src/credentials/authenticator-app.ts";
import { createServerKeys, OtherKeyError } from "../../src/crypto/sealing.ts";

describe("security bar 26.4: the secrets of authenticator apps under a new master key", () => {
  const [old, present] = [randomBytes(32), randomBytes(32)];
  const userId = "0199d1f0-0000-7000-8000-000000000001";
  const sealedWith = (key: Buffer, text: string) =>
    createServerKeys(key).seal(Buffer.from(text), `authenticator app of ${userId}`);
  const app = (document: object) => ({
    ...{ userId, kind: "totp", id: userId, version: 1, createdAt: 0, lastUsedAt: undefined },
    document,
  });

  it("are sealed anew, the one in use and the one that waits, and open with the new key alone", () => {
    const document = { secret: sealedWith(old, "in use"), pending: sealedWith(old, "waiting"), lastStep: 7 };
    const anew = resealedApp(app(document) as never, createServerKeys(present, old));
    const { open } = createServerKeys(present);
    assert.equal(open(anew?.secret ?? "", `authenticator app of ${userId}`).toString(), "in use");
    assert.equal(open(anew?.pending ?? "", `authenticator app of ${userId}`).toString(), "waiting");
    assert.equal(anew?.lastStep, 7);
  });

  it("stay as they are when they are sealed with it already, or are not there", () => {
    const keys = createServerKeys(present, old);
    assert.equal(resealedApp(app({ secret: sealedWith(present, "in use") }) as never, keys), undefined);
    assert.equal(resealedApp(app({}) as never, keys), undefined);
  });

  it("refuse, and lose nothing, under a key that fits neither", () => {
    const document = { secret: sealedWith(randomBytes(32), "in use") };
    assert.throws(() => resealedApp(app(document) as never, createServerKeys(present, old)), OtherKeyError);
  });
});
