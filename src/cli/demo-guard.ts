import { isLoopbackHost } from "../settings/loopback.ts";
import { type Settings, SettingsError } from "../settings.ts";

/** Refuses a demo, whose passwords everyone knows, on an address that others can reach (security bar 17.5). */
export function refuseDemoOffLoopback({ host, baseUrl }: Settings): void {
  const remedy = "or serve organizations of your own with --config and a data directory without the demo";
  if (!isLoopbackHost(host)) {
    throw new SettingsError(
      `the demo has public passwords and is served on this machine only, not on TESSERA_HOST ${host}: set it to localhost, ${remedy}`,
    );
  }
  if (!isLoopbackHost(new URL(baseUrl).hostname)) {
    throw new SettingsError(
      `the demo has public passwords and is served on this machine only, not as TESSERA_BASE_URL ${baseUrl}: leave it out, ${remedy}`,
    );
  }
}
