import type { X509Certificate } from "node:crypto";

/** A value of DER (X.690 §8.1). */
export interface DerValue {
  /** The bytes of the tag as a number. */
  readonly tag: number;
  readonly content: Buffer;
}

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const OCTET_STRING = 0x04;
/** `extensions` of a certificate (RFC 5280 §4.1). */
const EXTENSIONS = 0xa3;

/** The values that stand in the bytes one after the other. Throws a RangeError for what is no DER. */
export function readDer(bytes: Buffer): readonly DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tagBytes = tagLength(bytes, at);
    const tag = bytes.readUIntBE(at, tagBytes);
    at += tagBytes;
    const first = bytes.readUInt8(at);
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    if (first >= 0x80 && (lengthBytes < 1 || lengthBytes > 4)) throw new RangeError("no length of DER");
    const start = at + 1 + lengthBytes;
    const end = start + (lengthBytes === 0 ? first : bytes.readUIntBE(at + 1, lengthBytes));
    if (end > bytes.length) throw new RangeError("DER that ends too early");
    values.push({ tag, content: bytes.subarray(start, end) });
    at = end;
  }
  return values;
}

/** Numbers from 31 on stand in further bytes, all but the last with their highest bit set (X.690 §8.1.2.4). */
function tagLength(bytes: Buffer, at: number): number {
  if ((bytes.readUInt8(at) & 0x1f) !== 0x1f) return 1;
  for (const length of [2, 3, 4]) if (bytes.readUInt8(at + length - 1) < 0x80) return length;
  throw new RangeError("no tag of DER");
}

/**
 * What the extension of a certificate holds (RFC 5280 §4.2): node:crypto tells of some alone. `id`: the object identifier as DER has it,
 * without tag and length. Undefined when there is none. Throws a RangeError where the certificate cannot be read.
 */
export function extensionOf({ raw }: Pick<X509Certificate, "raw">, id: Buffer): Buffer | undefined {
  const [certificate] = readDer(raw);
  const [content] = readDer(certificate?.content ?? Buffer.of());
  const holder = readDer(content?.content ?? Buffer.of()).find(({ tag }) => tag === EXTENSIONS);
  const [list] = readDer(holder?.content ?? Buffer.of());
  for (const { tag, content: extension } of readDer(list?.content ?? Buffer.of())) {
    const parts = tag === SEQUENCE ? readDer(extension) : [];
    const [name] = parts;
    const value = parts.at(-1);
    if (name?.tag === OBJECT_IDENTIFIER && name.content.equals(id)) {
      return value?.tag === OCTET_STRING ? value.content : undefined;
    }
  }
  return undefined;
}
