import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { applyConfiguration } from "../../src/configuration/apply.ts";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { sha256 } from "../../src/crypto/hashes.ts";
import { newFamilyId } from "../../src/crypto/id-families.ts";
import { verifyPassword } from "../../src/crypto/password-hash.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { openSecret } from "../../src/protocol/client-secret.ts";
import { issuedTokenId } from "../../src/protocol/model/authorization.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/port/store.ts";

const NOW = 1_790_000_000;

describe("applying a configuration", () => {
  let folder: string;
  let store: Store;
  const clock = { nowMilliseconds: () => NOW * 1000 };
  const keys = createServerKeys(Buffer.alloc(32, "a test's key"));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tessera-apply-"));
    store = await openStore({ databaseUrl: undefined, dataDirectory: folder });
    await store.migrate();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const apply = (file: unknown) =>
    applyConfiguration(parseConfiguration(JSON.stringify(file), "my.yaml"), store, clock, async () => keys);
  const bifrost = async () => {
    const tenant = await store.tenants.find("bifrost");
    assert.ok(tenant);
    return { tenant, of: store.forTenant(tenant.id) };
  };
  const file = (changes: { user?: object; application?: object; organization?: object; demo?: boolean } = {}) => ({
    demo: changes.demo ?? true,
    organizations: [
      {
        handle: "bifrost",
        users: [{ userName: "jane", password: "first password", claims: { given_name: "Jane" }, ...changes.user }],
        applications: [
          { clientId: "web", clientSecret: "secret one", callbackURLs: ["https://a.example"], ...changes.application },
        ],
        ...changes.organization,
      },
    ],
  });

  it("makes everything once for processes that start together with the same file", async () => {
    const changes = (await Promise.all([apply(file()), apply(file()), apply(file())])).flat();
    const made = changes.filter(({ kind, what }) => kind === "created" && what === "user jane of bifrost");
    assert.equal(made.length, 1);
    const { of } = await bifrost();
    assert.equal(
      (await verifyPassword("first password", (await of.users.findByName("jane"))?.passwordHash)).matches,
      true,
    );
    for (const { kind } of await apply(file())) assert.equal(kind, "unchanged");
  });

  it("creates the organization, its applications and its users", async () => {
    assert.deepEqual(await apply(file()), [
      { kind: "created", what: "organization bifrost" },
      { kind: "created", what: "application web of bifrost" },
      { kind: "created", what: "user jane of bifrost" },
    ]);
    const { tenant, of } = await bifrost();
    const { handle, name, demo, subjectSalt } = tenant;
    assert.deepEqual({ handle, name, demo }, { handle: "bifrost", name: "bifrost", demo: true });
    assert.match(subjectSalt, /^[\w-]{43}$/);
    const client = await of.clients.find("web");
    assert.deepEqual(
      client?.secrets.map(({ hash }) => hash),
      [sha256("secret one").toString("base64url")],
    );
    const found = await of.users.findByName("jane");
    assert.match(found?.user.id ?? "", /^[0-9a-f-]{14}4[0-9a-f-]{21}$/);
    assert.deepEqual(found?.user.claims, { given_name: "Jane" });
    assert.equal((await verifyPassword("first password", found?.passwordHash)).matches, true);
  });

  const changes: [what: string, change: Parameters<typeof file>[0], thing: string, ...fields: string[]][] = [
    ["a name", { organization: { name: "Bifrost" } }, "organization bifrost", "name"],
    ["claims", { user: { claims: { given_name: "Joan" } } }, "user jane of bifrost", "claims"],
    ["a user name's case", { user: { userName: "Jane" } }, "user Jane of bifrost", "userName"],
    ["a password", { user: { password: "second password" } }, "user jane of bifrost", "password"],
    ["a secret", { application: { clientSecret: "secret two" } }, "application web of bifrost", "clientSecret"],
    [
      "URLs",
      { application: { callbackURLs: ["https://b.example"] } },
      "application web of bifrost",
      "allowedOrigins",
      "callbackURLs",
    ],
  ];
  for (const [what, change, thing, ...fields] of changes) {
    it(`changes ${what}, says so without the value, and keeps the user's id`, async () => {
      await apply(file());
      const before = await (await bifrost()).of.users.findByName("jane");
      const changed = (await apply(file(change))).filter(({ kind }) => kind !== "unchanged");
      assert.deepEqual(changed, [{ kind: "changed", what: thing, fields }]);
      const after = await (await bifrost()).of.users.findByName("jane");
      assert.equal(after?.user.id, before?.user.id);
      assert.ok((await apply(file(change))).every(({ kind }) => kind === "unchanged"));
    });
  }

  it("seals a secret that must be had again, once, and no other (security bar 26.4)", async () => {
    const method = (tokenEndpointAuthMethod: string) => ({ application: { tokenEndpointAuthMethod } });
    const stored = async () => (await (await bifrost()).of.clients.find("web"))?.secrets;
    await apply(file());
    assert.equal((await stored())?.[0]?.sealed, undefined);
    await apply(file(method("client_secret_jwt")));
    const sealed = await stored();
    const { tenant } = await bifrost();
    assert.equal(openSecret(sealed?.[0]?.sealed ?? "", tenant.id, "web", keys).toString(), "secret one");
    assert.throws(() => openSecret(sealed?.[0]?.sealed ?? "", tenant.id, "other", keys));

    assert.ok((await apply(file(method("client_secret_jwt")))).every(({ kind }) => kind === "unchanged"));
    assert.deepEqual(await stored(), sealed);
    await apply(file(method("client_secret_basic")));
    assert.equal((await stored())?.[0]?.sealed, undefined);
  });

  it("asks for no key when there is nothing to seal", async () => {
    const configuration = parseConfiguration(JSON.stringify(file()), "my.yaml");
    const sealing = () => Promise.reject(new Error("a key was asked for"));
    assert.equal((await applyConfiguration(configuration, store, clock, sealing)).length, 3);
  });

  it("ends the sessions and authorizations of a user whose password changes, and of nobody else", async () => {
    const other = { userName: "john", password: "another password" };
    const jane = (password: string) => ({ userName: "jane", password });
    await apply(file({ organization: { users: [jane("first password"), other] } }));
    const { of } = await bifrost();
    const ids = new Map<string, string>();
    for (const name of ["jane", "john"]) {
      const userId = (await of.users.findByName(name))?.user.id as string;
      const id = newFamilyId(NOW * 1000);
      ids.set(name, id);
      const common = { id, userId, authTime: NOW, amr: [], createdAt: NOW };
      await of.sessions.create({ ...common, remembered: false, lastUsedAt: NOW }, sha256("s"), NOW + 900);
      await of.authorizations.create({
        authorization: { ...common, clientId: "web", scope: ["openid"], sessionId: id },
        secretHash: sha256("c"),
        redirectUri: undefined,
        codeChallenge: undefined,
        codeChallengeMethod: undefined,
        nonce: undefined,
        authTimeRequested: false,
        expiresAt: NOW + 60,
      });
    }
    const redeems = (name: string) => {
      const id = ids.get(name) as string;
      const token = {
        id: issuedTokenId({ id }, 0),
        clientId: "web",
        authorizationId: id,
        scope: ["openid"],
        format: "opaque" as const,
        secretHash: sha256("t"),
        issuedAt: NOW,
        expiresAt: NOW + 60,
      };
      return of.authorizations.redeemCode(id, { accessToken: token, refreshToken: undefined }, NOW);
    };

    await apply(file({ organization: { users: [jane("second password"), other] } }));
    assert.equal(await of.sessions.find(ids.get("jane") as string), undefined);
    assert.notEqual(await of.sessions.find(ids.get("john") as string), undefined);
    assert.equal(await redeems("jane"), false);
    assert.equal(await redeems("john"), true);
  });

  it("deletes nothing that the file no longer names", async () => {
    await apply(file());
    await apply({ demo: true, organizations: [{ handle: "bifrost" }] });
    const { of } = await bifrost();
    assert.equal((await of.clients.list()).length, 1);
    assert.ok(await of.users.findByName("jane"));
  });

  it("does not turn a demo's organization into a real one, nor the reverse", async () => {
    await apply({ demo: true, organizations: [{ handle: "toy" }] });
    await apply({ organizations: [{ handle: "real" }] });
    await assert.rejects(
      apply({ organizations: [{ handle: "new" }, { handle: "toy" }] }),
      new ConfigurationError(
        "organization toy is stored as a demo's organization and the file is no demo's: use another data directory or handle",
      ),
    );
    await assert.rejects(apply({ demo: true, organizations: [{ handle: "real" }] }), ConfigurationError);
    assert.equal(await store.tenants.find("new"), undefined);
  });

  it("reports everything unchanged the second time, whatever the configuration", async () => {
    const seconds = fc.integer({ min: 1, max: 31_536_000 });
    const application = fc.record(
      {
        clientId: fc.stringMatching(/^c[!-~]{0,40}$/),
        name: fc.stringMatching(/^[a-zé]{1,20}$/),
        clientSecret: fc.string({ minLength: 1, maxLength: 60 }),
        grantTypes: fc.constant(["client_credentials", "authorization_code"]),
        callbackURLs: fc.uniqueArray(
          fc.webUrl({ validSchemes: ["https"] }).filter((url) => !url.includes("*")),
          { minLength: 1 },
        ),
        scopes: fc.uniqueArray(fc.constantFrom("openid", "profile", "orders:read")),
        requestedClaims: fc.uniqueArray(fc.constantFrom("email", "name", "username")),
        accessToken: fc.record({ type: fc.constantFrom("Default", "JWT"), userAccessTokenExpiryInSeconds: seconds }),
        skipLoginConsent: fc.boolean(),
        logoUrl: fc.constant("https://a.example/logo.png"),
      },
      { requiredKeys: ["clientId", "clientSecret", "grantTypes", "callbackURLs"] },
    );
    const user = fc.record({
      userName: fc.stringMatching(/^u[a-z@.]{0,20}z$/),
      password: fc.string({ minLength: 8, maxLength: 40, unit: "grapheme" }).filter((text) => !text.startsWith("${")),
      claims: fc.record(
        { name: fc.string({ minLength: 1, unit: "grapheme" }), email_verified: fc.boolean() },
        { requiredKeys: [] },
      ),
    });
    const organization = fc.record({
      handle: fc.stringMatching(/^[a-z]{1,20}$/),
      users: fc.uniqueArray(user, { maxLength: 2, selector: ({ userName }) => userName }),
      applications: fc.uniqueArray(application, { maxLength: 3, selector: ({ clientId }) => clientId }),
    });
    const organizations = fc.uniqueArray(organization, { maxLength: 3, selector: ({ handle }) => handle });
    await fc.assert(
      fc.asyncProperty(organizations, async (generated) => {
        await apply({ demo: true, organizations: generated });
        const again = await apply({ demo: true, organizations: generated });
        const size = generated.reduce(
          (sum, { users, applications }) => sum + 1 + users.length + applications.length,
          0,
        );
        assert.equal(again.length, size);
        assert.deepEqual(
          again.filter(({ kind }) => kind !== "unchanged"),
          [],
        );
      }),
      { numRuns: 15 },
    );
  });
});
