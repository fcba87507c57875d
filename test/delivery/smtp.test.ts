import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type SmtpServer, sendBySmtp } from "../../src/delivery/smtp.ts";
import { makeCertificate } from "../certificates.ts";
import { type MailServer, partsOf, startMailServer } from "./mail-server.ts";

const ACCOUNT = { userName: "tessera", password: "mail password" };
const MAIL = {
  from: { name: "Acme", address: "no-reply@id.example" },
  to: "kim@example.com",
  subject: "Your code to sign in",
  html: "<p>Your code: <b>123456</b></p>",
  text: "Your code: 123456",
};

describe("mail by SMTP", () => {
  const opened: MailServer[] = [];
  const start = async (options: Parameters<typeof startMailServer>[0] = {}) => {
    const server = await startMailServer(options);
    opened.push(server);
    return server;
  };
  after(() => Promise.all(opened.map((server) => server.close())));
  const at = ({ port }: MailServer, changes: Partial<SmtpServer> = {}): SmtpServer => ({
    host: "127.0.0.1",
    port,
    implicitTls: false,
    plainAllowed: false,
    internalAllowed: true,
    ...changes,
  });

  it("begins TLS by STARTTLS before it signs in (RFC 3207 §4)", async () => {
    const server = await start({ account: ACCOUNT });
    await sendBySmtp(at(server, ACCOUNT), MAIL);
    const [mail] = server.received;
    assert.equal(mail?.secure, true);
    assert.equal(mail.userName, "tessera");
    assert.deepEqual([mail.from, mail.to], ["no-reply@id.example", ["kim@example.com"]]);
  });

  it("speaks TLS from the first byte where the URL says so (RFC 8314 §3)", async () => {
    const server = await start({ account: ACCOUNT, secure: true });
    await sendBySmtp(at(server, { ...ACCOUNT, implicitTls: true }), MAIL);
    assert.equal(server.received[0]?.secure, true);
  });

  it("sends the message as text and as HTML, and says that it answers nobody (RFC 3834 §5)", async () => {
    const server = await start();
    await sendBySmtp(at(server), { ...MAIL, replyTo: "help@acme.example" });
    const { raw } = server.received[0] ?? { raw: "" };
    const parts = partsOf(raw);
    assert.equal(parts.get("text/plain")?.trim(), MAIL.text);
    assert.equal(parts.get("text/html")?.trim(), MAIL.html);
    assert.match(raw, /^Auto-Submitted: auto-generated\r$/im);
    assert.match(raw, /^From: Acme <no-reply@id\.example>\r$/m);
    assert.match(raw, /^Reply-To: help@acme\.example\r$/m);
    assert.match(raw, /^Subject: Your code to sign in\r$/m);
  });

  for (const [what, changes] of [
    ["the subject", { subject: "Hello\r\nBcc: eve@evil.example" }],
    ["the organization's name", { from: { name: "Acme\r\nBcc: eve@evil.example", address: "no-reply@id.example" } }],
    ["the address for answers", { replyTo: "a@b.example\r\nBcc: eve@evil.example" }],
    ["the receiver", { to: "kim@example.com\r\nBcc: eve@evil.example" }],
    ["the receiver, as a list", { to: "kim@example.com, eve@evil.example" }],
  ] as const) {
    it(`lets no line break in ${what} become a header or another receiver`, async () => {
      const server = await start();
      await sendBySmtp(at(server), { ...MAIL, ...changes }).catch(() => {});
      for (const { raw, to } of server.received) {
        assert.doesNotMatch(raw, /^Bcc:/im);
        assert.ok(!to.includes("eve@evil.example"), `${to}`);
      }
    });
  }

  describe("to another machine", () => {
    const certificate = makeCertificate({
      subject: [{ CN: "mail.example" }],
      subjectAltNames: ["dns:mail.example"],
      usage: "server",
      authority: true,
    });
    const trusted = getCACertificates("default");
    before(() => setDefaultCACertificates([...trusted, certificate.certificate]));
    after(() => setDefaultCACertificates(trusted));
    // Its name leads to this machine here, which only the test knows.
    const lookup = async () => [{ address: "127.0.0.1", family: 4 }];
    const named = (server: MailServer, changes: Partial<SmtpServer> = {}) =>
      at(server, { host: "mail.example", ...changes });

    it("goes over TLS, with a certificate for its name", async () => {
      const server = await start({ account: ACCOUNT, tls: certificate });
      await sendBySmtp(named(server, ACCOUNT), MAIL, lookup);
      assert.equal(server.received[0]?.secure, true);
    });

    it("does not go where the certificate is for another name, or nobody vouches for it", async () => {
      const server = await start({ tls: certificate });
      await assert.rejects(sendBySmtp(named(server, { host: "other.example" }), MAIL, lookup), { code: "ESOCKET" });
      const unknown = await start();
      await assert.rejects(sendBySmtp(named(unknown), MAIL, lookup), { code: "ESOCKET" });
      assert.deepEqual([server.received, unknown.received], [[], []]);
    });

    it("does not go without TLS, nor does a password, unless the operator says that it may", async () => {
      const server = await start({ account: ACCOUNT, startTls: false });
      await assert.rejects(sendBySmtp(named(server, ACCOUNT), MAIL, lookup), { code: "ETLS" });
      const open = await start({ startTls: false });
      await assert.rejects(sendBySmtp(named(open), MAIL, lookup), { code: "ETLS" });
      await sendBySmtp(named(open, { plainAllowed: true }), MAIL, lookup);
      assert.deepEqual([server.received.length, open.received.length], [0, 1]);
    });
  });

  it("connects to no internal address unless the operator allows it (security bar 21.2, 21.4)", async () => {
    const server = await start();
    await assert.rejects(sendBySmtp(at(server, { internalAllowed: false }), MAIL), /not a public address/);
    await assert.rejects(sendBySmtp(at(server, { host: "localhost", internalAllowed: false }), MAIL), /not a public/);
    assert.equal(server.received.length, 0);
  });

  it("has a deadline for the whole, also with a server that says something now and then (security bar 27.4)", async () => {
    const drip = createServer((socket) => {
      const talking = setInterval(() => socket.write("220-wait a little\r\n"), 20);
      socket.on("error", () => {}).on("close", () => clearInterval(talking));
    }).listen(0, "127.0.0.1");
    await once(drip, "listening");
    const server = at({ port: (drip.address() as AddressInfo).port } as MailServer);
    await assert.rejects(sendBySmtp(server, MAIL, undefined, 200), /longer than 0\.2 s/);
    await assert.rejects(sendBySmtp({ ...server, host: "mail.example" }, MAIL, () => new Promise(() => {}), 50));
    // Nothing of it is left open: else the server would wait for its end.
    await new Promise((closed) => drip.close(closed));
  });

  it("fails where the account, the receiver or the server is not there", async () => {
    const server = await start({ account: ACCOUNT });
    await assert.rejects(sendBySmtp(at(server, { ...ACCOUNT, password: "wrong" }), MAIL));
    const picky = await start({ refuses: "kim@example.com" });
    await assert.rejects(sendBySmtp(at(picky), MAIL));
    const gone = await startMailServer();
    await gone.close();
    await assert.rejects(sendBySmtp(at(gone), MAIL));
  });
});
