import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Client } from "../../src/protocol/model/client.ts";
import { countTrue, forEachStore } from "./stores.ts";
import { makeAccessToken, makeClient, makeCode, makeId, makeUser, NOW } from "./values.ts";

const user = makeUser();

const CLIENTS: readonly (readonly [string, Partial<Client>])[] = [
  ["with everything set", {}],
  [
    "with nothing set that may be missing",
    {
      secrets: [],
      tokenEndpointAuthMethod: undefined,
      scopes: undefined,
      requestedClaims: undefined,
      subjectClaim: undefined,
      logoUri: undefined,
      policyUri: undefined,
      termsOfServiceUri: undefined,
    },
  ],
];

describe("clients, users and consents in the store", () => {
  forEachStore(({ rule }) => {
    for (const [what, change] of CLIENTS) {
      rule(`finds a client ${what} just as it was saved`, async ({ clients }) => {
        const client = makeClient(change);
        assert.equal(await clients.find("web"), undefined);
        await clients.save(client);
        assert.deepEqual(await clients.find("web"), client);
        assert.deepEqual(await clients.list(), [client]);
      });
    }

    rule("finds no client by a text that no client id can be", async ({ clients }) => {
      await clients.save(makeClient());
      assert.equal(await clients.find("web\0"), undefined);
      assert.equal(await clients.find("WEB"), undefined);
    });

    rule("replaces a client that is saved again", async ({ clients }) => {
      await clients.save(makeClient());
      await clients.save(makeClient({ name: "Renamed" }));
      assert.deepEqual(await clients.list(), [makeClient({ name: "Renamed" })]);
    });

    rule("finds a client by the id of its application, which stays the same", async ({ clients }) => {
      const { application: _, ...client } = makeClient();
      await clients.save(client);
      const id = (await clients.find("web"))?.application?.id as string;
      assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      await clients.save({ ...client, name: "Renamed" });
      assert.equal((await clients.findByApplicationId(id))?.name, "Renamed");
      for (const unknown of ["other", "a\0", ""]) assert.equal(await clients.findByApplicationId(unknown), undefined);
      await clients.remove("web", NOW);
      assert.equal(await clients.findByApplicationId(id), undefined);
    });

    rule("ends a client's codes and tokens, and no other's", async ({ clients, authorizations, tokens }) => {
      const of = async (clientId: string) => {
        await clients.save(makeClient({ clientId }));
        const code = makeCode({ clientId });
        const own = makeAccessToken(undefined, { clientId });
        await authorizations.create(code);
        await tokens.saveAccessToken(own);
        return async () => [
          (await authorizations.findCode(code.authorization.id))?.used,
          (await tokens.findAccessToken(own.id))?.token.clientId,
        ];
      };
      const [web, second] = [await of("web"), await of("second")];
      await clients.revokeTokens("web", NOW);
      await clients.revokeTokens("nobody", NOW);
      assert.deepEqual(
        [await web(), await second()],
        [
          [true, undefined],
          [false, "second"],
        ],
      );
      assert.equal((await clients.find("web"))?.clientId, "web");
    });

    rule("removes a client, and of no other what users allowed it and what it was given", async (store) => {
      const { clients, consents, authorizations, tokens } = store;
      const origin = "https://app.example";
      const of = async (clientId: string) => {
        await clients.save(makeClient({ clientId, allowedOrigins: [`${origin}:${clientId.length}`] }));
        await consents.save(user.id, clientId, ["openid"], NOW);
        const code = makeCode({ clientId });
        const issued = makeAccessToken(code.authorization.id, { clientId });
        const own = makeAccessToken(undefined, { clientId });
        await authorizations.create(code, issued);
        await tokens.saveAccessToken(own);
        return async () => [
          (await clients.find(clientId))?.clientId,
          await clients.allowsOrigin(`${origin}:${clientId.length}`),
          await consents.find(user.id, clientId),
          (await authorizations.findCode(code.authorization.id))?.used,
          (await tokens.findAccessToken(issued.id))?.token.clientId,
          (await tokens.findAccessToken(own.id))?.token.clientId,
        ];
      };
      const [web, second] = [await of("web"), await of("second")];
      const kept = (clientId: string) => [clientId, true, ["openid"], false, clientId, clientId];
      assert.deepEqual(await web(), kept("web"));
      assert.equal(await clients.remove("web", NOW), true);
      assert.deepEqual(await web(), [undefined, false, undefined, true, undefined, undefined]);
      assert.deepEqual(await second(), kept("second"));
      assert.equal(await clients.remove("web", NOW), false);
      assert.equal(await clients.remove("web\0", NOW), false);
    });

    rule("allows the origins of enabled clients, character for character", async ({ clients }) => {
      const origin = "https://app.example";
      assert.equal(await clients.allowsOrigin(origin), false);
      await clients.save(makeClient({ allowedOrigins: [origin, "http://localhost:5000", origin] }));
      await clients.save(makeClient({ clientId: "second", allowedOrigins: [origin] }));
      for (const [asked, allowed] of [
        [origin, true],
        ["http://localhost:5000", true],
        ["https://APP.example", false],
        ["https://app.example/", false],
        ["null", false],
        ["https://app.example\0", false],
      ] as const) {
        assert.equal(await clients.allowsOrigin(asked), allowed, asked);
      }
      await clients.save(makeClient({ allowedOrigins: [] }));
      assert.equal(await clients.allowsOrigin("http://localhost:5000"), false);
      assert.equal(await clients.allowsOrigin(origin), true, "the second client still lists it");
      await clients.save(makeClient({ clientId: "second", allowedOrigins: [origin], enabled: false }));
      assert.equal(await clients.allowsOrigin(origin), false);
    });

    rule("finds a user by id and by name, whatever the case of the name", async ({ users }) => {
      assert.equal(await users.find(user.id), undefined);
      assert.equal(await users.findByName(user.userName), undefined);
      await users.save(user, "$argon2id$1");
      assert.deepEqual(await users.find(user.id), user);
      for (const name of [user.userName, "ADA@Example.com"]) {
        assert.deepEqual(await users.findByName(name), { user, passwordHash: "$argon2id$1" });
      }
      for (const name of ["ada", "ada@example.com ", "ada@example.com\0", "%"]) {
        assert.equal(await users.findByName(name), undefined, name);
      }
    });

    rule("finds one name however its accents are composed (Unicode NFC)", async ({ users }) => {
      await users.save(makeUser({ userName: "Zoë" }), undefined);
      assert.equal((await users.findByName("ZOE\u0308"))?.user.userName, "Zoë");
    });

    rule("refuses a second user whose name differs by case only", async ({ users }) => {
      await users.save(user, undefined);
      await assert.rejects(users.save(makeUser({ userName: "ADA@example.com" }), undefined));
      assert.deepEqual(await users.findByName(user.userName), { user, passwordHash: undefined });
    });

    rule("replaces a user and the password, and replaces the password alone", async ({ users }) => {
      await users.save(user, "first");
      const changed = { ...user, userName: "grace", enabled: false, claims: {}, updatedAt: NOW + 1 };
      await users.save(changed, undefined);
      assert.deepEqual(await users.findByName("grace"), { user: changed, passwordHash: undefined });
      assert.equal(await users.findByName(user.userName), undefined);
      await users.setPasswordHash(user.id, "second");
      await users.setPasswordHash(makeId(), "of nobody");
      assert.deepEqual(await users.findByName("grace"), { user: changed, passwordHash: "second" });
    });

    rule("replaces the password that the caller has seen and no other, once of many at once", async ({ users }) => {
      await users.save(user, undefined);
      const hashOf = async () => (await users.findByName(user.userName))?.passwordHash;
      assert.equal(await users.setPasswordHash(user.id, "first", { passwordHash: "none that there was" }), false);
      assert.equal(await hashOf(), undefined);
      assert.equal(await users.setPasswordHash(user.id, "first", { passwordHash: undefined }), true);
      assert.equal(await users.setPasswordHash(user.id, "second", { passwordHash: undefined }), false);
      assert.equal(await users.setPasswordHash(makeId(), "of nobody", { passwordHash: undefined }), false);
      assert.equal(await hashOf(), "first");
      const races = ["one", "two", "three", "four"].map((hash) =>
        users.setPasswordHash(user.id, hash, { passwordHash: "first" }),
      );
      assert.equal(await countTrue(races), 1);
    });

    rule("counts another password as a change of the user", async ({ users }) => {
      await users.save(user, "first");
      const { version, ...profile } = (await users.findProfile(user.id)) ?? assert.fail();
      await users.setPasswordHash(user.id, "second");
      assert.equal((await users.findProfile(user.id))?.version, version + 1);
      assert.equal(await users.replace({ ...profile, version }), "changed meanwhile");
      await users.setPasswordHash(user.id, "third", { passwordHash: "first" });
      assert.equal((await users.findProfile(user.id))?.version, version + 1);
    });

    rule("keeps what a user allowed a client for good", async ({ consents }) => {
      assert.equal(await consents.find(user.id, "web"), undefined);
      await consents.save(user.id, "web", ["openid", "email"], NOW);
      await consents.save(user.id, "other", ["openid"], NOW);
      assert.deepEqual(await consents.find(user.id, "web"), ["openid", "email"]);
      await consents.save(user.id, "web", ["profile"], NOW);
      assert.deepEqual(await consents.find(user.id, "web"), ["profile"]);
      assert.equal(await consents.find(makeId(), "web"), undefined);
    });
  });
});
