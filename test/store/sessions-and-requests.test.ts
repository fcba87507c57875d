import assert from "node:assert/strict";
import { describe } from "node:test";
import type { PendingRequest } from "../../src/store/port/requests.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeHash, makeId, makeSession, NOW } from "./values.ts";

const session = makeSession();
const secretHash = makeHash("session");
const request: PendingRequest = {
  id: makeId(),
  browserHash: makeHash("browser"),
  parameters: [
    ["state", "\0 \u{1F600} \" ' \\"],
    ["nonce", ""],
    ["resource", "https://a.example"],
    ["resource", "https://b.example"],
  ],
  origin: { pushedAs: "key", signed: true },
  authenticatedSessionId: undefined,
  selectedSessionId: undefined,
  expiresAt: NOW + 600,
};
const key = {
  sequence: 1,
  kid: "first",
  algorithm: "RS256",
  publicJwk: { kty: "RSA", n: "AQAB" },
  sealedPrivateKey: "sealed",
  createdAt: NOW,
  activatesAt: NOW,
  retiresAt: undefined,
};

describe("sessions, authorization requests and signing keys in the store", () => {
  forEachStore(({ rule }) => {
    rule("finds a session just as it was created, also after its time", async ({ sessions }) => {
      assert.equal(await sessions.find(session.id), undefined);
      await sessions.create(session, secretHash, 0);
      assert.deepEqual(await sessions.find(session.id), { session, secretHash });
      assert.equal(await sessions.find("no id at all"), undefined);
      const ofOrganization = makeSession({ userOrganization: makeId() });
      await sessions.create(ofOrganization, secretHash, 0);
      assert.deepEqual(await sessions.find(ofOrganization.id), { session: ofOrganization, secretHash });
    });

    rule("puts a session in the place of one with the same id, also of many at once", async ({ sessions }) => {
      await sessions.create(session, secretHash, NOW);
      const next = { ...session, amr: ["totp"], lastUsedAt: NOW + 5 };
      const hash = makeHash("another");
      await Promise.all(Array.from({ length: 5 }, () => sessions.create(next, hash, NOW)));
      assert.deepEqual(await sessions.find(session.id), { session: next, secretHash: hash });
    });

    rule("moves a session's last use", async ({ sessions }) => {
      await sessions.create(session, secretHash, NOW);
      await sessions.touch(session.id, NOW + 5, NOW + 900);
      assert.equal((await sessions.find(session.id))?.session.lastUsedAt, NOW + 5);
    });

    rule("lists the sessions of a user, also those whose time is over", async ({ sessions }) => {
      assert.deepEqual(await sessions.listOf(session.userId), []);
      const second = makeSession({ userId: session.userId, remembered: false });
      for (const each of [session, second, makeSession()]) await sessions.create(each, secretHash, 0);
      const listed = await sessions.listOf(session.userId);
      assert.deepEqual(
        new Map(listed.map((each) => [each.id, each])),
        new Map([session, second].map((each) => [each.id, each])),
      );
    });

    rule("ends one session, or all of a user", async ({ sessions }) => {
      const second = makeSession({ userId: session.userId });
      const third = makeSession({ userId: session.userId });
      const others = makeSession();
      for (const each of [session, second, third, others]) await sessions.create(each, secretHash, NOW);
      await sessions.end(session.id);
      assert.equal(await sessions.find(session.id), undefined);
      assert.ok(await sessions.find(second.id));
      await sessions.endAllOf(session.userId);
      assert.equal(await sessions.find(second.id), undefined);
      assert.equal(await sessions.find(third.id), undefined);
      assert.ok(await sessions.find(others.id));
    });

    rule("keeps a pending request, and what it is changed to", async ({ requests }) => {
      assert.equal(await requests.find(request.id), undefined);
      await requests.create(request);
      assert.deepEqual(await requests.find(request.id), request);
      const later = { ...request, authenticatedSessionId: makeId(), selectedSessionId: makeId() };
      assert.equal(await requests.change(later), true);
      assert.deepEqual(await requests.find(request.id), later);
    });

    rule("a change brings no pending request back that was answered", async ({ requests }) => {
      await requests.create(request);
      await requests.take(request.id);
      assert.equal(await requests.change({ ...request, authenticatedSessionId: makeId() }), false);
      assert.equal(await requests.find(request.id), undefined);
    });

    rule("gives a pending request to one of many takers", async ({ requests }) => {
      assert.equal(await requests.take(request.id), undefined);
      await requests.create(request);
      const taken = await Promise.all(Array.from({ length: 20 }, () => requests.take(request.id)));
      assert.deepEqual(
        taken.filter((each) => each !== undefined),
        [request],
      );
      assert.equal(await requests.find(request.id), undefined);
    });

    rule("takes the same next signing key from one of many makers", async ({ keys }) => {
      assert.deepEqual(await keys.list(), []);
      const added = Array.from({ length: 10 }, (_, n) => keys.add({ ...key, kid: `made by ${n}` }));
      assert.equal(await countTrue(added), 1);
      assert.equal(await keys.add({ ...key, sequence: 2 }), true);
      assert.deepEqual(
        (await keys.list()).map(({ sequence }) => sequence),
        [1, 2],
      );
      assert.deepEqual((await keys.list())[1], { ...key, sequence: 2 });
    });

    rule("changes the times of other signing keys with the one that is added, or not at all", async ({ keys }) => {
      await keys.add(key);
      const retiring = { sequence: 1, activatesAt: NOW, retiresAt: NOW + 60 };
      assert.equal(await keys.add(key, [{ ...retiring, retiresAt: 0 }]), false);
      assert.deepEqual(await keys.list(), [key]);
      assert.equal(await keys.add({ ...key, sequence: 2 }, [retiring]), true);
      assert.deepEqual(await keys.list(), [
        { ...key, ...retiring },
        { ...key, sequence: 2 },
      ]);
      await keys.setTimes([{ sequence: 2, activatesAt: NOW + 5, retiresAt: undefined }]);
      await keys.reseal(2, "sealed anew");
      assert.deepEqual((await keys.list())[1], {
        ...key,
        sequence: 2,
        activatesAt: NOW + 5,
        sealedPrivateKey: "sealed anew",
      });
    });
  });
});
