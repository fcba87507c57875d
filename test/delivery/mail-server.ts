import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { makeCertificate, type TestCertificate } from "../certificates.ts";

const localhost = makeCertificate({ subject: [{ CN: "localhost" }], usage: "server" });

/** A mail server on loopback that takes whatever it is given. */
export interface MailServer {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  close(): Promise<void>;
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came: headers and body. */
  readonly raw: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly userName: string | undefined;
}

/** With an account, whoever sends has to sign in; `secure` is TLS from the first byte; without `startTls` none is offered. */
export async function startMailServer(
  options: {
    readonly account?: { readonly userName: string; readonly password: string };
    readonly secure?: boolean;
    readonly startTls?: boolean;
    readonly tls?: TestCertificate;
    readonly refuses?: string;
  } = {},
): Promise<MailServer> {
  const { account, secure = false, startTls = true, tls = localhost, refuses } = options;
  const { certificate: cert, key } = tls;
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    cert,
    key,
    secure,
    authOptional: account === undefined,
    disabledCommands: startTls ? [] : ["STARTTLS"],
    onAuth({ username, password }, _session, done) {
      const known = username === account?.userName && password === account?.password;
      done(known ? null : new Error("wrong"), known ? { user: username } : undefined);
    },
    onRcptTo({ address }, _session, done) {
      done(
        address === refuses ? Object.assign(new Error(`no such user: ${address}`), { responseCode: 550 }) : undefined,
      );
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      text(stream).then((raw) => {
        received.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure === true,
          userName: typeof session.user === "string" ? session.user : undefined,
        });
        done();
      }, done);
    },
  });
  server.on("error", () => {}); // a client that goes away in the middle
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The parts of a message by their media type, decoded. */
export function partsOf(raw: string): Map<string, string> {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1];
  const parts = boundary === undefined ? [raw] : raw.split(`--${boundary}`).slice(1, -1);
  return new Map(
    parts.map((part) => {
      const [head = "", ...body] = part.replace(/^\r\n/, "").split("\r\n\r\n");
      const type = /^content-type: ([^;\r]+)/im.exec(head)?.[1] ?? "";
      return [type, decoded(body.join("\r\n\r\n"), /^content-transfer-encoding: (\S+)/im.exec(head)?.[1])];
    }),
  );
}

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
