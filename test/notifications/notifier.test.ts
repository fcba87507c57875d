import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createNotifier } from "../../src/notifications/notifier.ts";

const world = (handle: string) => ({ name: handle, tenantUrl: `https://id.example/t/${handle}`, places: [] });
const message = { channel: "email", type: "EmailOTP", to: "kim@example.com", values: { OTPCode: "123456" } } as const;

describe("messages on their way", () => {
  it("do not wait for a mail server of another tenant that takes its time (security bar 22.4)", async () => {
    const stuck = Promise.withResolvers<void>();
    const delivered = Promise.withResolvers<string>();
    const notifier = createNotifier({
      async deliver({ organization }) {
        if (organization === "slow") await stuck.promise;
        else delivered.resolve(organization);
      },
      failed: ({ reason }) => delivered.reject(new Error(reason)),
    });
    for (let sent = 0; sent < 20; sent++) await notifier.notifyIn(world("slow"))(message);
    await notifier.notifyIn(world("quick"))(message);
    const late = new Promise((resolve) => setTimeout(resolve, 2000, "late").unref());
    assert.equal(await Promise.race([delivered.promise, late]), "quick");
    stuck.resolve();
    await notifier.settled();
  });
});
