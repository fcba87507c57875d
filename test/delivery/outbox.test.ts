import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { readSettings, SettingsError } from "../../src/settings.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { type MailServer, partsOf, startMailServer } from "./mail-server.ts";

const steps = (...authenticators: string[]) =>
  authenticators.map((authenticator) => ({ options: [{ idp: "LOCAL", authenticator }] }));
const application = (clientId: string, ...authenticators: string[]) => ({
  clientId,
  name: clientId,
  publicClient: true,
  callbackURLs: [CALLBACK],
  skipLoginConsent: true,
  signInSteps: steps(...authenticators),
});
const organization = {
  handle: "acme",
  name: 'Acme "Tiles" <b>',
  users: [{ userName: "kim", password: PASSWORD, claims: { email: "kim@example.com", phone_number: "+4712345678" } }],
  applications: [
    application("coded", "BasicAuthenticator", "email-otp-authenticator"),
    application("texted", "BasicAuthenticator", "sms-otp-authenticator"),
    application("linked", "BasicAuthenticator", "MagicLinkAuthenticator"),
  ],
};

async function signIn(server: TestServer, clientId: string, browser = new ScriptLessBrowser()) {
  const page = await browser.open(new TestClient(server, clientId).authorizeUrl());
  return browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
}

describe("the outbox of a development server", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [organization] });
  });
  after(() => server.stop());

  const ask = (path: string, host: string, more: Readonly<Record<string, string>> = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(server.baseUrl);
      request({ host: "localhost", port, path, headers: { host, ...more } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });

  it("shows what was sent, with its links to be followed", async () => {
    const browser = new ScriptLessBrowser();
    await signIn(server, "linked", browser);
    const link = linkIn(await outboxOf(server).latest("kim@example.com"));
    const page = await browser.open(`${server.baseUrl}/outbox`);
    assert.equal(page.status, 200);
    assert.ok(page.body.includes(`<a href="${link.href}">`));
    assert.ok(page.body.includes("Acme &quot;Tiles&quot; &lt;b&gt;"));
    assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.ok(returned(await browser.submit(await browser.open(link), {}, CALLBACK)).code);
  });

  it("says in the log that there is something to read, and not what (security bar 26.1)", async () => {
    await signIn(server, "coded");
    const code = codeIn(await outboxOf(server).latest("kim@example.com"));
    const lines = server.logLines.filter((line) => line.includes("/outbox"));
    assert.ok(lines.length > 0);
    assert.ok(!server.logLines.some((line) => line.includes(`"${code}"`) || line.includes(` ${code} `)));
  });

  it("is there for this machine under its own names alone, so that no other site reads it", async () => {
    const { port } = new URL(server.baseUrl);
    for (const path of ["/outbox", "/outbox.json"]) {
      assert.equal(await ask(path, `localhost:${port}`), 200);
      assert.equal(await ask(path, `127.0.0.1:${port}`), 200);
      assert.equal(await ask(path, `evil.example:${port}`), 404);
      assert.equal(await ask(path, "localhost.evil.example"), 404);
    }
  });

  it("is not there for what a proxy or a tunnel on the machine passes on", async () => {
    const host = `localhost:${new URL(server.baseUrl).port}`;
    for (const name of ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"]) {
      assert.equal(await ask("/outbox.json", host, { [name]: "203.0.113.9" }), 404, name);
    }
  });
});

describe("a server that sends mail", () => {
  let mailServer: MailServer;
  let server: TestServer;
  before(async () => {
    mailServer = await startMailServer({ account: { userName: "tessera", password: "a/b c" } });
    const smtpUrl = { host: "127.0.0.1", port: mailServer.port, implicitTls: false, plainAllowed: false };
    server = await startServer({
      organizations: [organization],
      settings: { smtpUrl: { ...smtpUrl, userName: "tessera", password: "a/b c" }, mailFrom: "id@mail.example" },
    });
  });
  after(async () => {
    await server.stop();
    await mailServer.close();
  });

  const until = async (isSo: () => boolean) => {
    const end = Date.now() + 10_000;
    while (!isSo() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(isSo());
  };

  it("signs a user in with the code that comes by mail, in the organization's name", async () => {
    const browser = new ScriptLessBrowser();
    const page = await signIn(server, "coded", browser);
    await until(() => mailServer.received.length === 1);
    const [mail] = mailServer.received;
    assert.deepEqual([mail?.from, mail?.to, mail?.secure], ["id@mail.example", ["kim@example.com"], true]);
    assert.ok(mail?.raw.includes('From: "Acme \\"Tiles\\" <b>" <id@mail.example>'), mail?.raw.slice(0, 500));
    const code = codeIn({ text: partsOf(mail?.raw ?? "").get("text/plain") ?? "" });
    assert.ok(returned(await browser.submit(page, { OTPCode: code }, CALLBACK)).code);
  });

  it("has no outbox", async () => {
    assert.equal((await fetch(`${server.baseUrl}/outbox`)).status, 404);
    assert.equal((await fetch(`${server.baseUrl}/outbox.json`)).status, 404);
  });

  it("shows the page as ever where a message cannot be sent, and logs why without what it said (security bar 26.1)", async () => {
    const page = await signIn(server, "texted");
    assert.equal(page.status, 200);
    assert.ok(page.body.includes('id="OTPCode"'));
    const isFailure = (line: string) => line.includes("message_not_sent");
    await until(() => server.logLines.some(isFailure));
    const failed = server.logLines.filter(isFailure);
    assert.equal(failed.length, 1);
    const { type, channel, reason } = JSON.parse(failed[0] ?? "{}");
    assert.deepEqual([type, channel, reason], ["SMSOTP", "sms", "there is no sender for sms"]);
    assert.ok(!failed[0]?.includes("4712345678"));
  });
});

describe("the settings for mail", () => {
  const read = (env: Record<string, string>) => readSettings({ flags: {}, env, file: {} });

  const urls: [url: string, expected: object][] = [
    ["smtp://mail.example", { host: "mail.example", port: 587, implicitTls: false, plainAllowed: false }],
    ["smtps://mail.example", { host: "mail.example", port: 465, implicitTls: true, plainAllowed: false }],
    [
      "smtp://[2001:db8::1]:25?starttls=optional",
      { host: "2001:db8::1", port: 25, implicitTls: false, plainAllowed: true },
    ],
    [
      "smtp://us%40er:p%2Fw@mail.example:2525",
      { host: "mail.example", port: 2525, implicitTls: false, plainAllowed: false, userName: "us@er", password: "p/w" },
    ],
  ];
  for (const [url, expected] of urls) {
    it(`take ${url}`, () => assert.deepEqual(read({ TESSERA_SMTP_URL: url }).smtpUrl, expected));
  }

  for (const url of [
    "mail.example:25",
    "https://mail.example",
    "smtp://",
    "smtp://mail.example/path",
    "smtp://mail.example?tls=no",
    "smtp://user:secret@mail.example?starttls=optional",
  ]) {
    it(`refuse ${url}, and do not tell the password`, () => {
      assert.throws(
        () => read({ TESSERA_SMTP_URL: url }),
        (error: Error) => error instanceof SettingsError && !error.message.includes("secret"),
      );
    });
  }

  it("refuse a sender that is no address", () => {
    assert.throws(() => read({ TESSERA_MAIL_FROM: "Acme <id@acme.example>" }), SettingsError);
    assert.equal(read({ TESSERA_MAIL_FROM: "id@acme.example" }).mailFrom, "id@acme.example");
  });
});
