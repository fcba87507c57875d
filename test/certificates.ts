import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its private key, for tests; what is not said is an ordinary end certificate that signs itself. */
export interface TestCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  readonly subject: Name;
  readonly privateKey: KeyObject;
}

/** Relative names from the most general to the most special, as a certificate holds them; a relative name may have several attributes. */
type Name = readonly Readonly<Record<string, string>>[];

interface Wanted {
  readonly subject: Name;
  readonly subjectAltNames?: readonly string[]; // "dns:…", "uri:…", "email:…", "ip:1.2.3.4" or "ip:" and 32 hexadecimal digits
  readonly issuer?: TestCertificate;
  readonly authority?: boolean;
  readonly usage?: "client" | "server";
  readonly keyType?: "ec" | "rsa";
  /** In the place of new ones. */
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  /** What else it says, by object identifier, as DER. */
  readonly furtherExtensions?: Readonly<Record<string, Buffer>>;
  /** Days from now; below zero it has ended. */
  readonly days?: number;
}

const OIDS: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  C: "2.5.4.6",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  DC: "0.9.2342.19200300.100.1.25",
  emailAddress: "1.2.840.113549.1.9.1",
};
const USAGES = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" };
const ECDSA_SHA256 = der(0x30, oid("1.2.840.10045.4.3.2"));
const RSA_SHA256 = der(0x30, oid("1.2.840.113549.1.1.11"), der(0x05));
const DAY = 86_400_000;

/** Makes an X.509 certificate (RFC 5280 §4.1): node:crypto reads them, but makes none. */
export function makeCertificate(wanted: Wanted): TestCertificate {
  const { privateKey, publicKey } =
    wanted.keys ??
    (wanted.keyType === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" }));
  const { subject, privateKey: signingKey } = wanted.issuer ?? { subject: wanted.subject, privateKey };
  const algorithm = signingKey.asymmetricKeyType === "rsa" ? RSA_SHA256 : ECDSA_SHA256;
  const until = Date.now() + (wanted.days ?? 2) * DAY;
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))), // version 3
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    name(subject),
    der(0x30, time(Math.min(Date.now(), until) - DAY), time(until)),
    name(wanted.subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, ...extensions(wanted))),
  );
  const signature = sign("sha256", content, signingKey);
  const certificate = der(0x30, content, algorithm, der(0x03, Buffer.of(0), signature));
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replaceAll(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    subject: wanted.subject,
    privateKey,
  };
}

function extensions({ subjectAltNames = [], authority = false, usage, furtherExtensions = {} }: Wanted): Buffer[] {
  const list = [extension("2.5.29.19", der(0x30, ...(authority ? [der(0x01, Buffer.of(0xff))] : [])))];
  if (usage !== undefined) list.push(extension("2.5.29.37", der(0x30, oid(USAGES[usage]))));
  if (subjectAltNames.length > 0) list.push(extension("2.5.29.17", der(0x30, ...subjectAltNames.map(alternative))));
  list.push(...Object.entries(furtherExtensions).map(([id, value]) => extension(id, value)));
  return list;
}

function extension(id: string, value: Buffer): Buffer {
  return der(0x30, oid(id), der(0x04, value));
}

function alternative(text: string): Buffer {
  const [kind = "", ...rest] = text.split(":");
  const value = rest.join(":");
  const tag = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 }[kind];
  if (tag === undefined) throw new Error(`what kind of name is ${text}?`);
  if (kind !== "ip") return der(tag, Buffer.from(value));
  return der(tag, value.includes(".") ? Buffer.from(value.split(".").map(Number)) : Buffer.from(value, "hex"));
}

function name(parts: Name): Buffer {
  const attribute = ([type, value]: [string, string]) =>
    der(0x30, oid(OIDS[type] ?? type), der(0x0c, Buffer.from(value)));
  return der(0x30, ...parts.map((part) => der(0x31, ...Object.entries(part).map(attribute))));
}

function time(milliseconds: number): Buffer {
  return der(0x18, Buffer.from(new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, "")));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) + 128);
  return digits;
}

/** A value of DER: tag, length, content (X.690 §8.1). */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 128) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 255 ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.of(tag, 0x80 + length.length), length, body]);
}
