import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { TlsFiles } from "../http/https-listener.ts";
import { type Settings, SettingsError } from "../settings.ts";
import { fileFault } from "./failure.ts";

type FileSetting = "tlsCert" | "tlsKey" | "tlsClientCa";

const ENV = { tlsCert: "TESSERA_TLS_CERT", tlsKey: "TESSERA_TLS_KEY", tlsClientCa: "TESSERA_TLS_CLIENT_CA" } as const;
const CONTENTS = {
  tlsCert: "the server's certificate and its chain",
  tlsKey: "the certificate's private key, without a passphrase",
  tlsClientCa: "the certificates of the authorities",
} as const;

/** Reads the files that the settings name. Throws a line with the remedy about the first that cannot be used. */
export async function readTlsFiles(settings: Settings): Promise<TlsFiles> {
  const certificate = await read(settings, "tlsCert");
  const key = await read(settings, "tlsKey");
  const clientCa = await read(settings, "tlsClientCa");

  if (clientCa !== undefined) check(settings, "tlsClientCa", () => new X509Certificate(clientCa));
  if (certificate === undefined || key === undefined) return { server: undefined, clientCa };
  const leaf = check(settings, "tlsCert", () => new X509Certificate(certificate));
  const privateKey = check(settings, "tlsKey", () => createPrivateKey(key));
  if (!leaf.checkPrivateKey(privateKey)) {
    throw new SettingsError(
      `TESSERA_TLS_KEY ${settings.tlsKey} is not the key of the certificate in TESSERA_TLS_CERT ${settings.tlsCert}: name the one it was made for; of several certificates in the file the server's own comes first`,
    );
  }
  check(settings, "tlsCert", () => createSecureContext({ cert: certificate, key }));
  return { server: { certificate, key }, clientCa };
}

async function read(settings: Settings, name: FileSetting): Promise<string | undefined> {
  const path = settings[name];
  if (path === undefined) return undefined;
  return readFile(path, "utf8").catch((error: unknown) => {
    throw new SettingsError(
      `${ENV[name]} ${path} cannot be read: ${fileFault(error)}: name a PEM file with ${CONTENTS[name]}`,
    );
  });
}

function check<T>(settings: Settings, name: FileSetting, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const { reason, message } = error as Error & { readonly reason?: string };
    throw new SettingsError(
      `${ENV[name]} ${settings[name]} cannot be used (${reason ?? message}): name a PEM file with ${CONTENTS[name]}`,
    );
  }
}
