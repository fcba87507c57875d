/**
 * An ECDSA signature as JOSE has it, R and S side by side (RFC 7518 §3.4), from the DER form that OpenSSL makes. `size` is the length
 * of each in bytes. Node does the same when it is asked for `ieee-p1363`, but then takes three times as long to look at the key.
 */
export function joseFromDer(der: Buffer, size: number): Buffer {
  const signature = Buffer.alloc(2 * size);
  // Behind the SEQUENCE's tag and its length, which takes a second byte from 128 on: with P-521.
  let offset = (der[1] as number) < 0x80 ? 2 : 3;
  for (const end of [size, 2 * size]) {
    const length = der[offset + 1] as number;
    const start = offset + 2;
    const next = start + length;
    // An INTEGER leads with a zero byte where its first bit is set, and leaves out zero bytes in front.
    const from = Math.max(start, next - size);
    der.copy(signature, end - (next - from), from, next);
    offset = next;
  }
  return signature;
}
