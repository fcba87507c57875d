import assert from "node:assert/strict";
import { once } from "node:events";
import { type ConnectionOptions, connect } from "node:tls";

/** RFC 9325 §4.2: all that may be spoken with TLS 1.2, by OpenSSL's names. */
const RECOMMENDED = /^ECDHE-(ECDSA|RSA)-AES(128|256)-GCM-SHA(256|384)$/;
/** What an old client would offer. */
const WEAK = "ALL:!eNULL:!aNULL:!ECDHE+AESGCM:@SECLEVEL=0";

/** The port speaks TLS 1.3 where it can, TLS 1.2 with recommended ciphers alone, and nothing older (FAPI 2.0 Security Profile §5.2). */
export async function assertHardenedTls(url: URL): Promise<void> {
  const at = (options: ConnectionOptions) => handshake(url, options);
  assert.equal((await at({}))?.protocol, "TLSv1.3");
  const older = await at({ maxVersion: "TLSv1.2" });
  assert.match(older?.cipher ?? "", RECOMMENDED);
  assert.equal(await at({ maxVersion: "TLSv1.2", ciphers: WEAK }), undefined);
  for (const version of ["TLSv1", "TLSv1.1"] as const) {
    const ciphers = "DEFAULT:@SECLEVEL=0";
    assert.equal(await at({ minVersion: version, maxVersion: version, ciphers }), undefined, version);
  }
}

/** What was agreed on; undefined where nothing was. */
async function handshake(
  { hostname, port }: URL,
  options: ConnectionOptions,
): Promise<{ protocol: string | null; cipher: string } | undefined> {
  const socket = connect({ host: hostname, port: Number(port), servername: hostname, ...options });
  try {
    await once(socket, "secureConnect");
    return { protocol: socket.getProtocol(), cipher: socket.getCipher().name };
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
