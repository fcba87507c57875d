import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** How the authenticator or its browser behaves, where it does not behave well. */
export interface Behaviour {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Flags of the authenticator data (Web Authentication §6.1): 1 present, 4 verified. */
  readonly flags?: number;
  readonly counter?: number;
  readonly userHandle?: string | undefined;
  /** Signs something else. */
  readonly forged?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: options of Web Authentication, as a page gets them
type Options = any;

/** An authenticator in software, with the browser before it (Web Authentication §6): it makes a passkey, and signs with it. */
export class SoftwarePasskey {
  readonly origin: string;
  readonly id = randomBytes(32).toString("base64url");
  counter = 0;
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  #userHandle: string | undefined;

  constructor(origin: string) {
    this.origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    [this.#key, this.#publicKey] = [privateKey, publicKey];
  }

  /** What a page sends of the new passkey. */
  create(options: Options, behaviour: Behaviour = {}): object {
    this.#userHandle ??= options.user.id;
    const client = this.#clientData("webauthn.create", options, behaviour);
    const { x = "", y = "" } = this.#publicKey.export({ format: "jwk" });
    const coordinate = (text: string) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(text, "base64url")]);
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053 §7.1.1)
    const cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      coordinate(x),
      Buffer.from([0x22]),
      coordinate(y),
    ]);
    const id = Buffer.from(this.id, "base64url");
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const flags = (behaviour.flags ?? 0x05) | 0x40;
    const data = this.#authenticatorData({ ...behaviour, flags }, options.rp.id, [Buffer.alloc(16), length, id, cose]);
    const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
    // {"fmt": "none", "attStmt": {}, "authData": data}
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      text("fmt"),
      text("none"),
      text("attStmt"),
      Buffer.from([0xa0]),
      text("authData"),
      Buffer.from([0x58, data.length]),
      data,
    ]);
    const response = {
      clientDataJSON: client.toString("base64url"),
      attestationObject: attestationObject.toString("base64url"),
      transports: ["internal"],
    };
    return { id: this.id, type: "public-key", response, clientExtensionResults: { credProps: { rk: true } } };
  }

  /** What a page sends of the passkey's use; each counts, unless it is told what to count. */
  get(options: Options, behaviour: Behaviour = {}): object {
    this.counter += 1;
    const client = this.#clientData("webauthn.get", options, behaviour);
    const data = this.#authenticatorData(behaviour, options.rpId, []);
    const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
    const signature = sign("sha256", behaviour.forged ? randomBytes(32) : signed, this.#key);
    const userHandle = "userHandle" in behaviour ? behaviour.userHandle : this.#userHandle;
    const response = {
      clientDataJSON: client.toString("base64url"),
      authenticatorData: data.toString("base64url"),
      signature: signature.toString("base64url"),
      ...(userHandle !== undefined && { userHandle }),
    };
    return { id: this.id, type: "public-key", response, clientExtensionResults: {} };
  }

  #clientData(type: string, options: Options, behaviour: Behaviour): Buffer {
    const { challenge = options.challenge, origin = this.origin, crossOrigin = false } = behaviour;
    return Buffer.from(JSON.stringify({ type: behaviour.type ?? type, challenge, origin, crossOrigin }));
  }

  #authenticatorData(behaviour: Behaviour, rpId: string, more: readonly Buffer[]): Buffer {
    const { flags = 0x05, counter = this.counter } = behaviour;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const hash = createHash("sha256")
      .update(behaviour.rpId ?? rpId)
      .digest();
    return Buffer.concat([hash, Buffer.from([flags]), count, ...more]);
  }
}
