import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { notifyIn } from "../../src/http/notifying.ts";
import { DeliveryError } from "../../src/notifications/delivery-error.ts";
import type { NotSent } from "../../src/notifications/message-queue.ts";
import { createNotifier, type Rendered } from "../../src/notifications/notifier.ts";
import type { Organization } from "../../src/protocol/model/organization.ts";
import type { OrganizationWorld } from "../../src/protocol/organization-world.ts";
import { readSettings } from "../../src/settings.ts";
import type { Store } from "../../src/store/port/store.ts";
import { TEST_KEY } from "../server.ts";
import { forEachStore, type StoreUnderTest } from "../store/stores.ts";
import { makeId, makeTenant, NOW } from "../store/values.ts";

const CODE = { channel: "email", type: "EmailOTP", to: "kim@example.com", values: { OTPCode: "493817" } } as const;
const NEVER = new Promise<never>(() => {});

/** The server's processes: they share a database and a clock, and `bring` stands for the mail servers. */
function mailing(store: Store, bring: (message: Rendered) => Promise<void>) {
  let now = NOW;
  const events: NotSent[] = [];
  const process = (masterKey = TEST_KEY, messages = store.messages) =>
    createNotifier({
      messages,
      keys: createServerKeys(masterKey),
      clock: { nowMilliseconds: () => now * 1000 },
      recordsOf: (id) => store.forTenant(id).records,
      async deliver(message) {
        await bring(message);
        return "sent";
      },
      notSent: (event) => events.push(event),
    });
  return {
    events,
    process,
    advance(seconds: number) {
      now += seconds;
    },
  };
}

const worldOf = (tenantId: string) => ({ tenantId, name: "Acme", tenantUrl: "https://id.example/t/acme", places: [] });

describe("messages on their way", () => {
  forEachStore(({ makeStore }: StoreUnderTest) => {
    it("are sent again after longer and longer pauses, and once they are sent nothing of them is left", async () => {
      const store = await makeStore();
      const tenantId = makeId();
      let isDown = true;
      const sent: Rendered[] = [];
      const mail = mailing(store, async (message) => {
        if (isDown) throw new DeliveryError("connection refused");
        sent.push(message);
      });
      const notifier = mail.process();
      await notifier.notifyIn(worldOf(tenantId))(CODE);
      await notifier.settled();
      for (const pause of [10, 60]) {
        mail.advance(pause - 1);
        await notifier.sendDue();
        await notifier.settled();
        mail.advance(1);
        await notifier.sendDue();
        await notifier.settled();
      }
      const pauses = mail.events.map(({ againAt = 0, attempts }) => [attempts, againAt - NOW]);
      assert.deepEqual(pauses, [
        [1, 10],
        [2, 70],
        [3, 370],
      ]);
      isDown = false;
      mail.advance(300);
      await notifier.sendDue();
      await notifier.settled();
      assert.equal(sent.length, 1);
      assert.match(sent[0]?.text ?? "", /493817/);
      mail.advance(100_000);
      assert.deepEqual(await store.messages.tenantsWithDue(NOW + 200_000), []);
    });

    it("are sealed in the database: neither code nor address can be read there (security bar 26.3, 26.4)", async () => {
      const store = await makeStore();
      const tenantId = makeId();
      const mail = mailing(store, async () => {
        throw new DeliveryError("connection refused");
      });
      const notifier = mail.process();
      await notifier.notifyIn(worldOf(tenantId))(CODE);
      await notifier.settled();
      const [stored] = await store.messages.take(tenantId, NOW + 10, NOW + 20, 1);
      assert.ok(stored);
      assert.doesNotMatch(JSON.stringify(stored), /493817|kim@|EmailOTP/);
      const other = mail.process(Buffer.alloc(32, "another key"));
      mail.advance(30);
      await other.sendDue();
      await other.settled();
      assert.match(mail.events.at(-1)?.reason ?? "", /another key/);
      for (const left of await store.messages.take(tenantId, NOW + 1000, NOW + 2000, 1))
        await store.messages.remove(left);
    });

    it("go on in another process when the one that had them is gone, and each is sent by one of two", async () => {
      const store = await makeStore();
      const tenantId = makeId();
      let dies = true;
      let sent = 0;
      const begun = Promise.withResolvers<void>();
      const mail = mailing(store, async () => {
        begun.resolve();
        if (dies) await NEVER;
        sent += 1;
      });
      const [killed, second, third] = [mail.process(), mail.process(), mail.process()];
      await killed.notifyIn(worldOf(tenantId))(CODE);
      await begun.promise;
      const others = async () => {
        await Promise.all([second.sendDue(), third.sendDue()]);
        await Promise.all([second.settled(), third.settled()]);
      };
      // Before it is sure that the first will say nothing any more nobody else sends it.
      dies = false;
      mail.advance(119);
      await others();
      assert.equal(sent, 0);
      mail.advance(1);
      await others();
      assert.equal(sent, 1);
    });

    it("wait for the next start where the server is stopped, and none is lost", async () => {
      const store = await makeStore();
      const tenantId = makeId();
      const sent: string[] = [];
      const mail = mailing(store, async ({ to }) => {
        sent.push(to);
      });
      const stopping = mail.process();
      stopping.stop();
      for (let n = 0; n < 20; n++) await stopping.notifyIn(worldOf(tenantId))({ ...CODE, to: `kim${n}@example.com` });
      await stopping.settled();
      assert.deepEqual(sent, []);
      const next = mail.process();
      await next.sendDue();
      await next.settled();
      assert.deepEqual(new Set(sent).size, 20);
      assert.equal(sent.length, 20);
    });

    it("are not sent once what they say is good no more, and are given up at last (security bar 19.2)", async () => {
      const store = await makeStore();
      const tenantId = makeId();
      const tries: number[] = [];
      const mail = mailing(store, async () => {
        tries.push(1);
        throw new DeliveryError("connection refused");
      });
      const notifier = mail.process();
      await notifier.notifyIn(worldOf(tenantId))({ ...CODE, goodForSeconds: 60 });
      await notifier.settled();
      mail.advance(3600);
      await notifier.sendDue();
      await notifier.settled();
      assert.equal(tries.length, 1);
      assert.deepEqual(mail.events.at(-1), {
        type: "EmailOTP",
        channel: "email",
        reason: "it came too late",
        attempts: 2,
        againAt: undefined,
      });

      await notifier.notifyIn(worldOf(tenantId))(CODE);
      for (let round = 0; round < 20; round++) {
        await notifier.settled();
        mail.advance(14_400);
        await notifier.sendDue();
      }
      await notifier.settled();
      assert.ok(tries.length <= 9, `${tries.length} tries`);
      assert.equal(mail.events.at(-1)?.againAt, undefined);
      assert.doesNotMatch(JSON.stringify(mail.events), /493817|kim@/);
      assert.deepEqual(await store.messages.tenantsWithDue(NOW + 10_000_000), []);
    });

    it("are given up at once where the receiving server wants them not at all (RFC 5321 §4.2.1)", async () => {
      const store = await makeStore();
      const errors = [
        Object.assign(new Error("no such user"), { responseCode: 550 }),
        Object.assign(new Error("who are you?"), { responseCode: 535 }),
        Object.assign(new Error("later"), { responseCode: 451 }),
      ];
      const mail = mailing(store, async () => {
        throw errors.shift();
      });
      const notifier = mail.process();
      for (let sent = 0; sent < 3; sent++) {
        await notifier.notifyIn(worldOf(makeId()))(CODE);
        await notifier.settled();
      }
      const tried = mail.events.map(({ againAt, reason }) => [reason, againAt !== undefined]);
      assert.deepEqual(tried, [
        ["Error 550", false],
        ["Error 535", true],
        ["Error 451", true],
      ]);
    });

    it("do not wait for a mail server of another tenant that takes its time (security bar 22.4)", async () => {
      const store = await makeStore();
      const [slow, quick] = [makeId(), makeId()];
      const stuck = Promise.withResolvers<void>();
      const delivered = Promise.withResolvers<string>();
      const mail = mailing(store, async ({ organization }) => {
        if (organization === "slow") await stuck.promise;
        else delivered.resolve(organization);
      });
      const notifier = mail.process();
      for (let sent = 0; sent < 20; sent++) await notifier.notifyIn({ ...worldOf(slow), name: "slow" })(CODE);
      await notifier.notifyIn({ ...worldOf(quick), name: "quick" })(CODE);
      const late = new Promise((resolve) => setTimeout(resolve, 2000, "late").unref());
      assert.equal(await Promise.race([delivered.promise, late]), "quick");
      stuck.resolve();
      await notifier.settled();
      assert.deepEqual(await store.messages.tenantsWithDue(NOW), []);
    });

    it("do not wait for a mail server of another organization of the tenant either (security bar 22.4)", async () => {
      const store = await makeStore();
      const tenant = makeTenant();
      const root = { tenant, store: store.forTenant(tenant.id) };
      const below = (name: string): OrganizationWorld => {
        const organization: Organization = {
          ...{ id: makeId(), handle: name, name, description: undefined, status: "ACTIVE", parentId: undefined },
          ...{ attributes: {}, createdAt: NOW, modifiedAt: NOW },
        };
        const own = { ...tenant, id: organization.id, name };
        return { kind: "open", organization, above: [], tenant: own, store: store.forTenant(organization.id) };
      };
      const stuck = Promise.withResolvers<void>();
      const delivered = Promise.withResolvers<string>();
      const mail = mailing(store, async ({ organization }) => {
        if (organization === "slow") await stuck.promise;
        else delivered.resolve(organization);
      });
      const services = { notifier: mail.process(), settings: readSettings({ flags: {}, env: {}, file: {} }) };
      const slow = notifyIn(root, below("slow"), services);
      for (let sent = 0; sent < 20; sent++) await slow(CODE);
      await notifyIn(root, below("quick"), services)(CODE);
      const late = new Promise((resolve) => setTimeout(resolve, 2000, "late").unref());
      assert.equal(await Promise.race([delivered.promise, late]), "quick");
      stuck.resolve();
      await services.notifier.settled();
    });

    it("are left to a process that can open them, while the operator's key is changed (security bar 26.4)", async () => {
      const store = await makeStore();
      const sent: string[] = [];
      const mail = mailing(store, async ({ to }) => {
        sent.push(to);
      });
      const next = mail.process(Buffer.alloc(32, "the key to come"));
      next.stop();
      await next.notifyIn(worldOf(makeId()))(CODE);
      await next.settled();
      const old = mail.process();
      await old.sendDue();
      await old.settled();
      assert.deepEqual(sent, []);
      const restarted = mail.process(Buffer.alloc(32, "the key to come"));
      mail.advance(300);
      await restarted.sendDue();
      await restarted.settled();
      assert.deepEqual(sent, ["kim@example.com"]);
    });

    it("are sent once where the database does not take at first that they were (security bar 18.5)", async () => {
      const store = await makeStore();
      let sent = 0;
      let isAway = false;
      const mail = mailing(store, async ({ organization }) => {
        if (organization !== "unheard") return;
        sent += 1;
        isAway = true;
      });
      const messages = {
        ...store.messages,
        remove(...message: Parameters<typeof store.messages.remove>) {
          const away = isAway;
          isAway = false;
          return away ? Promise.reject(new Error("the connection was lost")) : store.messages.remove(...message);
        },
      };
      const notifier = mail.process(TEST_KEY, messages);
      await notifier.notifyIn({ ...worldOf(makeId()), name: "unheard" })(CODE);
      await notifier.settled();
      mail.advance(3600);
      await notifier.sendDue();
      await notifier.settled();
      assert.equal(sent, 1);
    });
  });
});
