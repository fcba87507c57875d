import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CompactEncrypt, compactDecrypt, createLocalJWKSet, importJWK, jwtVerify } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { KeyAlgorithmName } from "../../src/crypto/key-pair.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import {
  JWKS_CACHED_SECONDS,
  type Rotation,
  type RotationKind,
  rotateKey,
  rotateWhenDue,
} from "../../src/protocol/key-rotation.ts";
import { createSigningKeyRing } from "../../src/protocol/signing-keys.ts";
import { headerOf, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, TEST_KEY, type TestServer } from "../server.ts";

const DAY = 86_400;
const KEY_MAKING = { serverKeys: createServerKeys(TEST_KEY), rsaBits: 2048 } as const;
const APPLICATION = { clientId: "spa", publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };

describe("OIDC Core §10.1.1: the rotation of signing keys (security bar 20.5)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  /** An organization of its own, whose users are signed in once. */
  async function newOrganization(handle: string, accessToken: object = { type: "JWT" }) {
    const [acme] = organizations;
    const web = acme?.applications.find(({ clientId }) => clientId === "web");
    const applications = [
      { ...APPLICATION, accessToken },
      { ...web, clientSecret: `${handle}-web-secret` },
    ];
    await server.configure([{ ...acme, handle, applications }]);
    const tenant = await server.store.tenants.find(handle);
    assert.ok(tenant !== undefined);
    const client = new TestClient(server, "spa", handle);
    const store = server.store.forTenant(tenant.id);
    const rotating = () => ({ id: tenant.id, store, keyMaking: KEY_MAKING, now: server.clock.now });
    return {
      client,
      store,
      rotating,
      keys: () => createSigningKeyRing(KEY_MAKING).forTenant(tenant.id, store.keys, server.clock.now),
      rotate: (kind: RotationKind, algorithm: KeyAlgorithmName = "RS256"): Promise<Rotation> =>
        rotateKey(algorithm, kind, rotating()),
      tokens: async () => (await client.exchange(await client.obtainCode({}, new ScriptLessBrowser()))).body,
      kids: async (): Promise<string[]> =>
        (await client.get("/oauth2/jwks")).body.keys.map(({ kid }: { kid: string }) => kid),
      verifies: async (jwt: string) => {
        const { body } = await client.get("/oauth2/jwks");
        const currentDate = new Date(server.clock.now * 1000);
        return jwtVerify(jwt, createLocalJWKSet(body), { currentDate }).then(
          () => true,
          () => false,
        );
      },
    };
  }

  it("publishes the next key for a cache's lifetime before it is used, and the old one until its tokens have expired", async () => {
    const { client, rotate, tokens, kids, verifies } = await newOrganization("timeline", {
      type: "JWT",
      userAccessTokenExpiryInSeconds: 2 * DAY,
    });
    const old = headerOf((await tokens()).id_token).kid;
    assert.deepEqual(await kids(), [old]);

    const { kid: next, activatesAt } = await rotate("planned");
    const { headers } = await client.get("/oauth2/jwks");
    assert.equal(headers.get("cache-control"), `public, max-age=${JWKS_CACHED_SECONDS}`);
    assert.ok(activatesAt >= server.clock.now + JWKS_CACHED_SECONDS);
    assert.deepEqual(await kids(), [old, next]);

    server.clock.advance(activatesAt - server.clock.now - 1);
    const last = await tokens();
    assert.equal(headerOf(last.id_token).kid, old);
    server.clock.advance(1);
    const first = await tokens();
    assert.equal(headerOf(first.id_token).kid, next);
    assert.equal(headerOf(first.access_token).kid, next);

    server.clock.advance(2 * DAY - 10);
    assert.equal(await verifies(last.access_token), true);
    assert.equal((await client.introspect(last.access_token)).body.active, true);
    assert.equal((await client.userinfo(last.access_token)).status, 200);
    server.clock.advance(10);
    assert.deepEqual(await kids(), [next]);
    assert.equal((await client.introspect(last.access_token)).body.active, false);
  });

  it("keeps an old key for a day at least", async () => {
    const { rotate, tokens, kids } = await newOrganization("short-lived");
    const old = headerOf((await tokens()).id_token).kid;
    const { kid: next, activatesAt } = await rotate("planned");
    server.clock.advance(activatesAt - server.clock.now + DAY - 1);
    assert.deepEqual(await kids(), [old, next]);
    server.clock.advance(1);
    assert.deepEqual(await kids(), [next]);
  });

  it("passes what oidcc-server-rotate-keys asks: a new key with a kid of its own, beside the old one", async () => {
    const { client, rotate } = await newOrganization("conformance");
    const published = async () => (await client.get("/oauth2/jwks")).body.keys as { kid: string; n: string }[];
    const original = await published();
    await rotate("planned");
    const rotated = await published();
    assert.deepEqual(rotated.slice(0, original.length), original);
    assert.equal(rotated.length, original.length + 1);
    assert.equal(new Set(rotated.map(({ kid }) => kid)).size, rotated.length);
    assert.equal(new Set(rotated.map(({ n }) => n)).size, rotated.length);
  });

  it("does nothing while a planned rotation waits, of however many that are asked for at once one", async () => {
    const { rotate, kids } = await newOrganization("repeated");
    await kids();
    const rotations = await Promise.all(Array.from({ length: 4 }, () => rotate("planned")));
    assert.equal(new Set(rotations.map(({ kid }) => kid)).size, 1);
    assert.equal(rotations.filter(({ pending }) => !pending).length, 1);
    assert.equal((await rotate("planned")).pending, true);
    assert.equal((await kids()).length, 2);
  });

  it("uses a new key at once on demand, with the old one still published", async () => {
    const { rotate, tokens, kids, verifies } = await newOrganization("hurried");
    const { id_token } = await tokens();
    const { kid } = await rotate("now");
    assert.equal(headerOf((await tokens()).id_token).kid, kid);
    assert.equal((await kids()).length, 2);
    assert.equal(await verifies(id_token), true);
  });

  it("uses the key that was waiting at once on demand", async () => {
    const { rotate, tokens, kids } = await newOrganization("impatient");
    await tokens();
    const { kid } = await rotate("planned");
    assert.deepEqual(await rotate("now"), { kid, activatesAt: server.clock.now, pending: true });
    assert.equal(headerOf((await tokens()).id_token).kid, kid);
    server.clock.advance(DAY);
    assert.deepEqual(await kids(), [kid]);
  });

  it("withdraws every older key of the algorithm at once when it is revoked, and none of another", async () => {
    const { rotate, tokens, kids, verifies } = await newOrganization("leaked");
    const { id_token } = await tokens();
    const { kid: other } = await rotate("now", "ES256");
    await rotate("planned");
    const { kid } = await rotate("revoke");
    assert.deepEqual(await kids(), [other, kid]);
    assert.equal(await verifies(id_token), false);
    assert.equal(headerOf((await tokens()).id_token).kid, kid);
  });

  it("rotates a key of the schedule's age, once", async () => {
    const { tokens, kids, rotating } = await newOrganization("scheduled");
    const old = headerOf((await tokens()).id_token).kid;
    server.clock.advance(90 * DAY - 1);
    assert.deepEqual(await rotateWhenDue(90, rotating()), []);
    server.clock.advance(1);
    const racing = await Promise.all([1, 2, 3].map(() => rotateWhenDue(90, rotating())));
    const [rotation, ...more] = racing.flat();
    assert.deepEqual(more, []);
    assert.deepEqual(await kids(), [old, rotation?.kid]);
    server.clock.advance(2 * DAY);
    assert.deepEqual(await rotateWhenDue(90, rotating()), []);
    assert.deepEqual(await kids(), [rotation?.kid]);
  });

  it("refuses to make a key that the servers could not open (security bar 26.4)", async () => {
    const { tokens, kids, rotating } = await newOrganization("sealed");
    await tokens();
    const keyMaking = { ...KEY_MAKING, serverKeys: createServerKeys(Buffer.alloc(32, "another key")) };
    await assert.rejects(rotateKey("RS256", "revoke", { ...rotating(), keyMaking }), { name: "OtherKeyError" });
    assert.equal((await kids()).length, 1);
  });

  it("publishes keys to encrypt to once there are any, and opens with the one before for a day", async () => {
    const { client, keys, rotate } = await newOrganization("encrypted");
    const published = async (): Promise<Record<string, unknown>[]> =>
      (await client.get("/oauth2/jwks")).body.keys.filter(({ use }: { use: string }) => use === "enc");
    assert.deepEqual(await published(), []);
    await keys().decryptionKeys();
    const jwks = await published();
    assert.deepEqual(
      jwks.map(({ alg, d }) => [alg, d]),
      [
        ["RSA-OAEP-256", undefined],
        ["ECDH-ES", undefined],
      ],
    );
    const jwes = await Promise.all(
      jwks.map(async (jwk) =>
        new CompactEncrypt(Buffer.from("a request"))
          .setProtectedHeader({ alg: jwk.alg as string, enc: "A256GCM", kid: jwk.kid as string })
          .encrypt(await importJWK(jwk, jwk.alg as string)),
      ),
    );
    const opened = async (jwe: string): Promise<boolean> => {
      const key = (await keys().decryptionKeys()).find(({ kid }) => kid === headerOf(jwe).kid);
      if (key === undefined) return false;
      const { plaintext } = await compactDecrypt(jwe, key.privateKey, { keyManagementAlgorithms: [key.alg] });
      return Buffer.from(plaintext).toString() === "a request";
    };
    assert.deepEqual(await Promise.all(jwes.map(opened)), [true, true]);

    const rotated = [await rotate("planned", "RSA-OAEP-256"), await rotate("planned", "ECDH-ES")];
    assert.deepEqual(
      (await published()).map(({ kid }) => kid),
      rotated.map(({ kid }) => kid),
    );
    assert.deepEqual(await Promise.all(jwes.map(opened)), [true, true]);
    server.clock.advance(DAY);
    assert.deepEqual(await Promise.all(jwes.map(opened)), [false, false]);
  });
});
