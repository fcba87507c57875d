import { isIP } from "node:net";
import { SettingsError } from "./settings-error.ts";

interface PasskeySettings {
  readonly baseUrl: string;
  readonly passkeyDomain: string | undefined;
}

/** Refuses, in a line with the remedy, a domain that browsers would not let the server's pages use passkeys of. */
export function checkPasskeySettings({ baseUrl, passkeyDomain }: PasskeySettings): void {
  if (passkeyDomain === undefined) return;
  const { hostname } = new URL(baseUrl);
  const isItsOwn = hostname === passkeyDomain || hostname.endsWith(`.${passkeyDomain}`);
  if (isItsOwn && isIP(passkeyDomain) === 0) return;
  throw new SettingsError(
    `TESSERA_PASSKEY_DOMAIN ${passkeyDomain} is neither the host of TESSERA_BASE_URL ${baseUrl} nor a domain above it`,
  );
}
