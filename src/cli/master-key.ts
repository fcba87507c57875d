import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encryptionKey } from "../settings/encryption-key.ts";
import { type Settings, SettingsError } from "../settings.ts";
import { fileFault } from "./failure.ts";

/** 32 random bytes in base64url: a value for TESSERA_ENCRYPTION_KEY. */
export function newEncryptionKey(): string {
  return randomBytes(32).toString("base64url");
}

/** Refuses to go on without the operator's key: only a demo makes its own (security bar 26.4). */
export function requireEncryptionKey(settings: Settings): Buffer {
  if (settings.encryptionKey !== undefined) return settings.encryptionKey;
  throw new SettingsError(
    "TESSERA_ENCRYPTION_KEY is not set, and without it the signing keys cannot be stored: make one with `tessera new-encryption-key` and keep it safe",
  );
}

/** The demo's key: the operator's, or one kept beside the demo's data, readable by its owner only. */
export async function demoEncryptionKey(settings: Settings): Promise<{ key: Buffer; madeIn: string | undefined }> {
  if (settings.encryptionKey !== undefined) return { key: settings.encryptionKey, madeIn: undefined };
  const path = join(settings.dataDirectory, "encryption.key");
  try {
    await mkdir(settings.dataDirectory, { recursive: true, mode: 0o700 });
    const made = await writeFile(path, `${newEncryptionKey()}\n`, { mode: 0o600, flag: "wx", flush: true }).then(
      () => true,
      // Made by an earlier start, or by another process at this moment.
      (error: NodeJS.ErrnoException) => (error.code === "EEXIST" ? false : Promise.reject(error)),
    );
    const text = (await readFile(path, "utf8")).trim();
    return { key: encryptionKey.parse(text), madeIn: made ? path : undefined };
  } catch (error) {
    if (error instanceof SettingsError) throw new SettingsError(`the key in ${path} ${error.message}`);
    throw new SettingsError(
      `${path} cannot be used: ${fileFault(error)}: set TESSERA_DATA_DIR to a folder of your own`,
    );
  }
}
