import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate, type TestCertificate } from "../certificates.ts";

/** What a server for TLS tests is given, in a folder that is removed when it is disposed of. */
export interface CertificateFiles extends AsyncDisposable {
  readonly folder: string;
  /** Issued the server's certificate. */
  readonly authority: TestCertificate;
  /** May issue client certificates. */
  readonly clientAuthority: TestCertificate;
  readonly settings: { readonly tlsCert: string; readonly tlsKey: string; readonly tlsClientCa: string };
  /** A new certificate for localhost in the same files. */
  renew(): Promise<void>;
}

export async function certificateFiles(keyType: "ec" | "rsa" = "ec"): Promise<CertificateFiles> {
  const folder = await mkdtemp(join(tmpdir(), "tessera-tls-"));
  const authority = makeCertificate({ subject: [{ CN: "Server Authority" }], authority: true });
  const clientAuthority = makeCertificate({ subject: [{ CN: "Client Authority" }], authority: true });
  const settings = {
    tlsCert: join(folder, "server.pem"),
    tlsKey: join(folder, "server.key"),
    tlsClientCa: join(folder, "clients.pem"),
  };
  const renew = async () => {
    const server = makeCertificate({
      subject: [{ CN: "localhost" }],
      subjectAltNames: ["dns:localhost"],
      issuer: authority,
      usage: "server",
      keyType,
    });
    await writeFile(settings.tlsCert, server.certificate);
    await writeFile(settings.tlsKey, server.key);
  };
  await renew();
  await writeFile(settings.tlsClientCa, clientAuthority.certificate);
  const remove = () => rm(folder, { recursive: true, force: true });
  return { folder, authority, clientAuthority, settings, renew, [Symbol.asyncDispose]: remove };
}
