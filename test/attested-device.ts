import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { compactVerify } from "jose";
import { der, makeCertificate, type TestCertificate } from "./certificates.ts";

const NONCE_EXTENSION = "1.2.840.113635.100.8.2";
const HOLDER_EXTENSION = "1.2.840.113635.100.8.5";
const PRODUCTION = Buffer.concat([Buffer.from("appattest"), Buffer.alloc(7)]);

/** Where a device, or what it attests, is not as it should be. */
export interface AppAttestChanges {
  readonly appId?: string;
  /** Whom the certificate names; `null`: nobody. */
  readonly holder?: string | null;
  readonly format?: string;
  readonly counter?: number;
  readonly aaguid?: Buffer;
  /** What the application had its device attest; its SHA-256 is what the device is given. */
  readonly clientData?: string;
  /** Whom the certificate is from. */
  readonly authority?: TestCertificate;
  /** Instead of the certificate and its authority. */
  readonly chain?: (certificate: TestCertificate) => readonly TestCertificate[];
  readonly days?: number;
  /** Another nonce than it should be; `null`: none. */
  readonly nonce?: Buffer | null;
  readonly credentialId?: Buffer;
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

/** Apple's part: a root, an authority below it, and the devices that it vouches for. */
export class TestAppAttest {
  readonly root = makeCertificate({ subject: [{ CN: "Root of App Attest" }], authority: true });
  readonly authority = makeCertificate({
    subject: [{ CN: "Authority of App Attest" }],
    authority: true,
    issuer: this.root,
  });

  /** What an application of this id sends of a key that its device has just attested: base64 of CBOR. */
  attest(appId: string, changes: AppAttestChanges = {}): string {
    const keys = changes.keys ?? generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = keys.publicKey.export({ format: "jwk" });
    const [left, right] = [x, y].map((part) => Buffer.from(part, "base64url")) as [Buffer, Buffer];
    const credentialId = changes.credentialId ?? sha256(Buffer.concat([Buffer.of(4), left, right]));
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(left)],
      [-3, new Uint8Array(right)],
    ]);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(changes.counter ?? 0);
    const authenticatorData = Buffer.concat([
      sha256(changes.appId ?? appId),
      Buffer.of(0x40),
      counter,
      changes.aaguid ?? PRODUCTION,
      Buffer.of(0, credentialId.length),
      credentialId,
      Buffer.from(isoCBOR.encode(cose)),
    ]);
    const expected = sha256(Buffer.concat([authenticatorData, sha256(changes.clientData ?? "any")]));
    const nonce = changes.nonce === undefined ? expected : changes.nonce;
    const certificate = makeCertificate({
      subject: [{ CN: credentialId.toString("hex") }],
      issuer: changes.authority ?? this.authority,
      keys,
      ...(changes.days !== undefined && { days: changes.days }),
      furtherExtensions: {
        ...(changes.holder !== null && { [HOLDER_EXTENSION]: holderNamed(changes.holder ?? changes.appId ?? appId) }),
        ...(nonce && { [NONCE_EXTENSION]: der(0x30, der(0xa1, der(0x04, nonce))) }),
      },
    });
    const chain = changes.chain?.(certificate) ?? [certificate, changes.authority ?? this.authority];
    const object = new Map<string, unknown>([
      ["fmt", changes.format ?? "apple-appattest"],
      [
        "attStmt",
        new Map<string, unknown>([
          ["x5c", chain.map(({ certificate: pem }) => new Uint8Array(bytesOf(pem)))],
          ["receipt", new Uint8Array(randomBytes(3700))],
        ]),
      ],
      ["authData", new Uint8Array(authenticatorData)],
    ]);
    return Buffer.from(isoCBOR.encode(object as never)).toString("base64");
  }
}

/** An integrity token as an application gets it: to be decoded by Google alone. */
export function integrityToken(): string {
  const header = Buffer.from(JSON.stringify({ alg: "A256KW", enc: "A256GCM" })).toString("base64url");
  return [header, ...[40, 12, 300, 16].map((length) => randomBytes(length).toString("base64url"))].join(".");
}

/** The key file of a service account. */
export function serviceAccountFile() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    type: "service_account",
    project_id: "acme-apps",
    private_key_id: "the id of the key",
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    client_email: "attestation@acme-apps.iam.gserviceaccount.com",
    token_uri: "https://evil.example/token",
  };
}

/** Google's part, on loopback: it gives a service account access tokens, and says of integrity tokens what a test has laid out. */
export interface FakeGoogle {
  readonly origin: string;
  /** The assertions that access tokens were asked for with. */
  readonly assertions: readonly string[];
  /** The paths at which tokens were to be decoded. */
  readonly decoded: readonly string[];
  /** What the token is decoded to; one that is not laid out answers 400. */
  lay(token: string, payload: object): void;
  /** Claims of the assertion, whose signature is that of the account. */
  claimsOf(assertion: string, account: { readonly private_key: string }): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export async function startFakeGoogle(): Promise<FakeGoogle> {
  const payloads = new Map<string, object>();
  const assertions: string[] = [];
  const decoded: string[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const answer = (status: number, value: object) => {
      response.writeHead(status, { "content-type": "application/json; charset=UTF-8" });
      response.end(JSON.stringify(value));
    };
    if (request.url === "/token") {
      assertions.push(new URLSearchParams(body).get("assertion") ?? "");
      return answer(200, { access_token: "of the account", expires_in: 3599, token_type: "Bearer" });
    }
    decoded.push(request.url as string);
    const payload = payloads.get(JSON.parse(body).integrityToken);
    if (request.headers.authorization !== "Bearer of the account" || payload === undefined) return answer(400, {});
    answer(200, { tokenPayloadExternal: payload });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    assertions,
    decoded,
    lay: (token, payload) => payloads.set(token, payload),
    async claimsOf(assertion, account) {
      const { payload } = await compactVerify(assertion, createPublicKey(account.private_key));
      return JSON.parse(Buffer.from(payload).toString());
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Two numbers, and the application's id under the tag 1204. */
function holderNamed(appId: string): Buffer {
  const text = der(0x04, Buffer.from(appId));
  const number = Buffer.of(0xbf, 0x89, 0x30, 3, 2, 1, 1);
  return der(0x30, der(0xa4, Buffer.of(2, 1, 10)), number, Buffer.of(0xbf, 0x89, 0x34, text.length), text);
}

function sha256(value: string | Buffer): Buffer {
  return createHash("sha256").update(value).digest();
}

function bytesOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
}
