import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { AskingClient, CIBA, decide, withCiba } from "../ciba.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser } from "../tenant-data.ts";

const PHONE = "+4712345678";
const asking = (clientId: string, notificationChannels: readonly string[]) => ({
  clientId,
  name: `The ${clientId}`,
  clientSecret: `acme-${clientId}-secret`,
  callbackURLs: [],
  grantTypes: [CIBA],
  cibaAuthenticationRequest: { notificationChannels },
});

describe("what tells the user of a CIBA request (contract §11.2)", () => {
  let server: TestServer;
  let outbox: ReturnType<typeof outboxOf>;
  before(async () => {
    const more = [asking("writer", ["email", "sms", "external"]), asking("texter", ["sms"])];
    server = await startServer({ organizations: withCiba(...more) });
    outbox = outboxOf(server);
    const claims = { email: "kim@example.com", phone_number: PHONE };
    await changeUser(server, "kim", { claims });
  });
  after(() => server.stop());

  it("is an e-mail with the link to decide, the application's name and its message, and the client gets no link", async () => {
    const writer = new AskingClient(server, "writer");
    const body = await writer.start({ binding_message: "Order 17 <b>now</b>" });
    assert.equal(body.auth_url, undefined);
    const mail = await outbox.latest("kim@example.com");
    assert.equal(mail.type, "CIBAAuthenticationNotification");
    assert.ok(mail.text.includes("The writer") && mail.text.includes("Order 17 <b>now</b>"), mail.text);
    assert.ok(!JSON.stringify(mail).includes(body.auth_req_id), "who reads the mail cannot poll");
    assert.ok(mail.channel === "email" && !mail.html?.includes("<b>now"));
    await decide(linkIn(mail).href, "approve");
    assert.equal((await writer.poll(body.auth_req_id)).status, 200);
  });

  it("is a text message where the client asks for one, or has nothing else", async () => {
    const count = (await outbox.to(PHONE)).length;
    await new AskingClient(server, "writer").start({ notification_channel: "sms", binding_message: "Order 18" });
    await new AskingClient(server, "texter").start();
    const messages = await outbox.to(PHONE);
    assert.equal(messages.length, count + 2);
    assert.deepEqual(new Set(messages.map(({ type }) => type)), new Set(["CIBASMSAuthenticationNotification"]));
    assert.equal(linkIn(messages[1] ?? assert.fail()).pathname, "/t/acme/oauth2/ciba_authorize");
    assert.match(messages[1]?.text ?? "", /Order 18/);
  });

  it("is the client itself where it says so, and nobody is written to", async () => {
    const count = (await outbox.all()).length;
    const { auth_url } = await new AskingClient(server, "writer").start({ notification_channel: "external" });
    assert.ok(auth_url);
    assert.equal((await outbox.all()).length, count);
  });

  it("is nothing that the administrators have not allowed, nor where the user has no such address", async () => {
    for (const [clientId, channel, description] of [
      ["texter", "email", "This notification_channel is not available; use sms."],
      ["bank", "email", "This notification_channel is not available; use external."],
    ] as const) {
      const { status, body } = await new AskingClient(server, clientId).ask({ notification_channel: channel });
      assert.deepEqual([status, body], [400, { error: "invalid_request", error_description: description }]);
    }
    const { status, body } = await new AskingClient(server, "texter").ask({ login_hint: "lee" });
    assert.deepEqual([status, body.error_description], [400, "The user has no address for sms."]);
  });

  it("comes ten times at once to a user, whoever asks, and then answers 429 with Retry-After (security bar 18.5)", async () => {
    server.clock.advance(7200);
    const writer = new AskingClient(server, "writer");
    const texter = new AskingClient(server, "texter");
    for (let asked = 0; asked < 10; asked++) await (asked % 2 === 0 ? writer : texter).start();
    const { status, headers } = await writer.ask();
    assert.equal(status, 429);
    assert.equal(headers.get("retry-after"), "300");
    assert.equal((await writer.ask({ notification_channel: "external" })).status, 200);
  });
});
