import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { newEncryptionKey } from "../../src/cli/master-key.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { createMessageQueue } from "../../src/notifications/message-queue.ts";
import type { Organization } from "../../src/protocol/model/organization.ts";
import { makeSealedKey } from "../../src/protocol/sealed-keys.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { MessageStore } from "../../src/store/port/messages.ts";
import { startTessera, temporaryFolder } from "./tessera.ts";

const KID = /[\w-]{86}_\w+/;

describe("tessera keys", () => {
  const key = newEncryptionKey();
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    const signing = { tokenEndpointAuthMethod: "client_secret_jwt", grantTypes: ["client_credentials"] };
    const applications = [{ clientId: "signing", clientSecret: newEncryptionKey(), ...signing }];
    const authenticators = [{ name: "GoogleOIDCAuthenticator", enabled: true, properties: {}, sealed: {} }];
    const identityProviders = [
      {
        name: "Google",
        document: { enabled: true, authenticators },
        secrets: { "authenticators.0.sealed.ClientSecret": "a secret" },
      },
    ];
    const notificationSenders = [
      {
        name: "email EmailPublisher",
        document: { channel: "email", name: "EmailPublisher", sealed: {} },
        secrets: { "sealed.password": "another" },
      },
    ];
    const organizations = [
      { handle: "acme", applications, identityProviders, notificationSenders, subOrganizations: [{ handle: "inner" }] },
      { handle: "globex" },
    ];
    await writeFile(join(folder.path, "two.yaml"), JSON.stringify({ organizations }));
    await run(["apply", "two.yaml"]);
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Gives the organization inside acme a key, as its issuer makes one when it is first asked for one. */
  async function makeInnerKey(): Promise<string> {
    const store = await openStore({ databaseUrl: undefined, dataDirectory: join(folder.path, "data") });
    const acme = await store.tenants.find("acme");
    const { organizations } = store.forTenant(acme?.id as string);
    const { id } = (await organizations.findByHandle("inner")) as Organization;
    const keyMaking = { serverKeys: createServerKeys(Buffer.from(key, "base64")), rsaBits: 2048 as const };
    const made = await makeSealedKey(id, "RS256", keyMaking);
    const times = { createdAt: 1, activatesAt: 1, retiresAt: undefined };
    await organizations.worldOf({ id }).keys.add({ ...made, sequence: 1, ...times }, []);
    await store.close();
    return id;
  }

  /** Has a message of each wait, as a server does that nobody sends for: of acme, of the organization inside it, and one that no key opens. */
  async function leaveMessages(): Promise<(keys: readonly string[]) => Promise<unknown[]>> {
    let now = 1_790_000_000;
    const opened = () => openStore({ databaseUrl: undefined, dataDirectory: join(folder.path, "data") });
    const store = await opened();
    const acme = (await store.tenants.find("acme"))?.id as string;
    const inner = (await store.forTenant(acme).organizations.findByHandle("inner")) as Organization;
    const queueWith = (keys: readonly string[], messages: MessageStore, sent: unknown[]) =>
      createMessageQueue({
        messages,
        keys: createServerKeys(...(keys.map((one) => Buffer.from(one, "base64")) as [Buffer])),
        now: () => now,
        async send({ message }) {
          sent.push(message);
          return "sent";
        },
        notSent() {},
      });
    const left = [
      ["to acme", acme, key],
      ["to inner", inner.id, key],
      ["to nobody", acme, newEncryptionKey()],
    ] as const;
    for (const [message, id, sealing] of left) {
      const queue = queueWith([sealing], store.messages, []);
      queue.stop();
      await queue.put(crypto.randomUUID(), id, 9_999_999_999, { message, places: [] } as never);
      await queue.settled();
    }
    await store.close();
    return async (keys) => {
      now += 60;
      const store = await opened();
      const sent: unknown[] = [];
      const queue = queueWith(keys, store.messages, sent);
      await queue.sendDue();
      await queue.settled();
      await store.close();
      return sent.sort();
    };
  }

  const run = (args: readonly string[], env: Record<string, string> = { TESSERA_ENCRYPTION_KEY: key }) =>
    startTessera(folder.path, args, env).ended;
  /** The table without its times and with `KID` for each kid. */
  const list = async (...args: string[]) => {
    const { stdout } = await run(["keys", "list", ...args]);
    const lines = stdout.trim().split("\n");
    return lines.map((line) =>
      line
        .replace(KID, "KID")
        .replace(/\d{4}-.* UTC/, "TIME")
        .replaceAll(/ {2,}/g, " | "),
    );
  };

  it("makes the first key of each organization, then a next one, and lists what each is for", async () => {
    const first = await run(["keys", "rotate"]);
    assert.match(first.stdout, /^RS256 of acme: a new key, in use now: \S+\nRS256 of globex: a new key, in use now: /);
    const next = await run(["keys", "rotate", "acme"]);
    assert.match(
      next.stdout,
      /^RS256 of acme: a new key, in use from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: \S+_RS256\n$/,
    );
    const again = await run(["keys", "rotate", "acme"]);
    assert.match(again.stdout, /^RS256 of acme: the key that was waiting, in use from /);
    assert.deepEqual(await list(), [
      "ORGANIZATION | ALGORITHM | STATE | KID",
      "acme | RS256 | active, until the next | KID",
      "acme | RS256 | next, from TIME | KID",
      "globex | RS256 | active | KID",
    ]);
  });

  it("uses the next key at once, or makes one of the algorithm named", async () => {
    await run(["keys", "rotate", "acme", "--now"]);
    await run(["keys", "rotate", "acme", "--algorithm", "EdDSA"]);
    assert.deepEqual((await list("acme")).slice(1), [
      "acme | RS256 | retiring, until TIME | KID",
      "acme | RS256 | active | KID",
      "acme | EdDSA | active | KID",
    ]);
    await run(["keys", "rotate", "acme", "--revoke", "--algorithm", "RS256"]);
    assert.deepEqual((await list("acme")).slice(1), ["acme | EdDSA | active | KID", "acme | RS256 | active | KID"]);
  });

  const refused: [args: string[], line: RegExp][] = [
    [["keys", "rotate", "acne"], /^tessera: the database has no organization acne: did you mean "acme"\?\n$/],
    [["keys", "rotate", "--algorithm", "RS265"], /^tessera: --algorithm RS265 is not known: did you mean "RS256"\?\n$/],
  ];
  for (const [args, line] of refused) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, stderr } = await run(args);
      assert.equal(code, 1);
      assert.match(stderr, line);
    });
  }

  it("lists and rotates the keys of organizations with an issuer of their own", async () => {
    const inner = `acme/o/${await makeInnerKey()}`;
    assert.ok((await list("acme")).includes(`${inner} | RS256 | active | KID`));
    const { stdout } = await run(["keys", "rotate", "acme", "--revoke", "--algorithm", "RS256"]);
    assert.equal(stdout.match(/RS256 of \S+: a new key, in use now/g)?.length, 2, stdout);
    assert.ok(stdout.includes(`RS256 of ${inner}: a new key`));
  });

  it("seals the keys, the secrets of clients, connections and senders, and the messages that wait anew when the encryption key is replaced, after which the old one is not needed (security bar 26.4)", async () => {
    const replaced = newEncryptionKey();
    const alone = { TESSERA_ENCRYPTION_KEY: replaced };
    const refused = await run(["keys", "rotate"], alone);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^tessera: a stored secret was sealed with another key \([0-9a-f]{8}\): .*\n$/);

    const sendWith = await leaveMessages();
    assert.deepEqual(await sendWith([replaced]), []);
    const both = { ...alone, TESSERA_PREVIOUS_ENCRYPTION_KEY: key };
    assert.equal((await run(["keys", "reseal"], both)).stdout, "9 sealed anew\n");
    assert.equal((await run(["keys", "reseal"], both)).stdout, "0 sealed anew\n");
    assert.equal((await run(["keys", "rotate"], alone)).code, 0);
    assert.equal((await run(["keys", "rotate", "--now"])).code, 1);
    assert.deepEqual(await sendWith([replaced]), ["to acme", "to inner"]);
  });
});
