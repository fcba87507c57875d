import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { createDelivery } from "../../src/delivery/delivery.ts";
import type { Rendered } from "../../src/notifications/notifier.ts";
import { sealSenderSecrets } from "../../src/notifications/sender.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import type { NotificationSenderDocument } from "../../src/protocol/model/notification.ts";
import { type OtherServer, startOtherServer } from "../outbound/server.ts";
import { TEST_KEY } from "../server.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";

const keys = createServerKeys(TEST_KEY);
const SMS = {
  channel: "sms",
  to: "+47 12345678",
  type: "SMSOTP",
  organization: "Acme",
  text: 'Your code: 123456 "&to=+4799999999',
} as const;
const EMAIL = {
  channel: "email",
  to: "kim@example.com",
  type: "EmailOTP",
  organization: "Acme",
  subject: "Your code",
  html: "<p>123456</p>",
  text: "123456",
} as const;

describe("messages by the organization's senders (contract §17.13)", () => {
  let provider: OtherServer;
  let mailServer: MailServer;
  const bodies: string[] = [];
  let status = 200;
  before(async () => {
    mailServer = await startMailServer();
    provider = await startOtherServer(async (request, response) => {
      const body = await text(request);
      if (request.url === "/token") {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ access_token: `token for ${body}`.replaceAll(" ", "-") }));
        return;
      }
      bodies.push(body);
      response.statusCode = status;
      response.end();
    });
  });
  after(() => Promise.all([provider.close(), mailServer.close()]));

  const deliver = (
    message: Rendered,
    sender: Partial<NotificationSenderDocument>,
    secrets: Record<string, string> = {},
  ) => {
    const url = `http://127.0.0.1:${provider.port}`;
    const document = {
      channel: message.channel,
      name: "Publisher",
      provider: "Custom",
      providerUrl: `${url}/send`,
      properties: {},
      authentication: {},
      ...sender,
    } as NotificationSenderDocument;
    return deliverBy(message, document, sealSenderSecrets(new Map(Object.entries(secrets)), document, "acme", keys));
  };
  const deliverBy = (
    message: Rendered,
    document: NotificationSenderDocument,
    sealed: NotificationSenderDocument["sealed"],
  ) => {
    const allowedHosts = [`127.0.0.1:${provider.port}`, `127.0.0.1:${mailServer.port}`];
    const place = { id: "1", name: "Publisher", version: 1, createdAt: 0, modifiedAt: 0 };
    const sender = { ...place, document: { ...document, sealed } };
    return createDelivery({
      smtp: undefined,
      fromAddress: "no-reply@id.example",
      keeps: true,
      allowedHosts,
      outbound: createOutbound({ allowedHosts }),
      keys,
      announce: () => {},
    })(message, { sender, ownerId: "acme" });
  };
  const latest = () => ({ body: bodies.at(-1) ?? "", headers: provider.requests.at(-1)?.headers ?? {} });
  const basicOf = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

  it("asks Twilio with the account as it wants it", async () => {
    await deliver(SMS, { provider: "Twilio", key: "AC1", sender: "+15550100" }, { secret: "the token" });
    const { body, headers } = latest();
    assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), { To: SMS.to, From: "+15550100", Body: SMS.text });
    assert.equal(headers.authorization, basicOf("AC1:the token"));
  });

  it("asks Vonage with the account in the form", async () => {
    await deliver(SMS, { provider: "Vonage", key: "k1", sender: "Acme" }, { secret: "s1" });
    const { api_key: key, api_secret: secret, to, text: sent } = Object.fromEntries(new URLSearchParams(latest().body));
    assert.deepEqual([key, secret, to, sent], ["k1", "s1", "4712345678", SMS.text]);
  });

  it("fills in the body of another provider, and no text becomes another member or parameter", async () => {
    const json = '{"to": "{{mobile}}", "message": {"text": "{{body}}"}}';
    await deliver(SMS, { contentType: "JSON", properties: { body: json } });
    assert.deepEqual(JSON.parse(latest().body), { to: SMS.to, message: { text: SMS.text } });
    await deliver(SMS, { contentType: "FORM", properties: { body: "to={{mobile}}&text={{body}}" } });
    assert.deepEqual(Object.fromEntries(new URLSearchParams(latest().body)), { to: SMS.to, text: SMS.text });
  });

  const ways: [
    type: string,
    open: Record<string, string>,
    secrets: Record<string, string>,
    header: string,
    value: string,
  ][] = [
    ["BASIC", { username: "acme" }, { "authentication password": "pw" }, "authorization", basicOf("acme:pw")],
    ["BEARER", {}, { "authentication token": "t1" }, "authorization", "Bearer t1"],
    ["API_KEY", { header: "x-key" }, { "authentication value": "v1" }, "x-key", "v1"],
  ];
  for (const [authenticationType, authentication, secrets, header, value] of ways) {
    it(`shows the provider who asks by ${authenticationType}`, async () => {
      await deliver(SMS, { authenticationType, authentication, properties: { body: "{}" } }, secrets);
      assert.equal(latest().headers[header], value);
    });
  }

  for (const header of ["Host", "Content-Length", "Transfer-Encoding", "x y"]) {
    it(`sends no key as ${header}, which is not the sender's to say (security bar 21.2)`, async () => {
      const authentication = { header };
      const properties = { body: "{}" };
      const sent = deliver(
        SMS,
        { authenticationType: "API_KEY", authentication, properties },
        { "authentication value": "1" },
      );
      await assert.rejects(sent, { name: "DeliveryError" });
    });
  }

  it("gets a token for itself where the provider wants one (RFC 6749 §4.4)", async () => {
    const tokenEndpoint = `http://127.0.0.1:${provider.port}/token`;
    await deliver(
      SMS,
      {
        authenticationType: "CLIENT_CREDENTIAL",
        authentication: { clientId: "acme", tokenEndpoint, scopes: "sms" },
        properties: { body: "{}" },
      },
      { "authentication clientSecret": "s" },
    );
    assert.equal(latest().headers.authorization, "Bearer token-for-grant_type=client_credentials&scope=sms");
    const asked = provider.requests.findLast(({ url }) => url === "/token");
    assert.equal(asked?.headers.authorization, basicOf("acme:s"));
  });

  it("adds the headers of the sender, without those that are the server's own", async () => {
    const secrets = { "property http.headers": "X-Team: acme, Host: evil.example" };
    await deliver(SMS, { properties: { body: "{}" } }, secrets);
    assert.equal(latest().headers["x-team"], "acme");
    assert.equal(latest().headers.host, `127.0.0.1:${provider.port}`);
  });

  it("fails when the provider does, when it is internal, and when the body is none", async () => {
    status = 500;
    await assert.rejects(deliver(SMS, { properties: { body: "{}" } }), /status 500/);
    status = 200;
    await assert.rejects(deliver(SMS, { properties: { body: "{" } }), /should be JSON/);
    await assert.rejects(deliver(SMS, { properties: { body: "{}" }, providerUrl: "https://10.0.0.1/" }), /10\.0\.0\.1/);
    await assert.rejects(deliver(SMS, { properties: { body: "{}" }, authenticationType: "OTHER" }), /OTHER/);
  });

  it("sends e-mail by the HTTP API of a provider", async () => {
    await deliver(EMAIL, { provider: "HTTP", fromAddress: "id@acme.example" });
    const { to, from, subject, html } = JSON.parse(latest().body);
    assert.deepEqual([to, from, subject, html], [EMAIL.to, "id@acme.example", EMAIL.subject, EMAIL.html]);
  });

  it("sends e-mail by the organization's own server, from its address", async () => {
    await deliver(EMAIL, {
      provider: "SMTP",
      smtpHost: "127.0.0.1",
      smtpPort: mailServer.port,
      fromAddress: "id@acme.example",
    });
    assert.equal(mailServer.received.at(-1)?.from, "id@acme.example");
    const forbidden = { provider: "SMTP", smtpHost: "127.0.0.1", smtpPort: mailServer.port + 1 };
    await assert.rejects(deliver(EMAIL, forbidden), /not a public address/);
  });

  it("opens no secret for another organization than the one that has sealed it", async () => {
    const document: NotificationSenderDocument = {
      channel: "sms",
      name: "Publisher",
      provider: "Twilio",
      providerUrl: `http://127.0.0.1:${provider.port}/send`,
      key: "k",
      properties: {},
      authentication: {},
      sealed: {},
    };
    const secrets = new Map([["secret", "s"]]);
    await deliverBy(SMS, document, sealSenderSecrets(secrets, document, "acme", keys));
    await assert.rejects(deliverBy(SMS, document, sealSenderSecrets(secrets, document, "globex", keys)));
  });
});
