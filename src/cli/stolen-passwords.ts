import { type Configuration, ConfigurationError } from "../configuration/configuration.ts";
import { openBreachedPasswords } from "../passwords/breached-passwords.ts";
import { stolenPasswords } from "../passwords/configured-passwords.ts";
import type { IsBreached } from "../passwords/new-password.ts";
import type { Settings } from "../settings.ts";

/** Refuses a file with passwords that the operator's filter knows; says who has them. */
export async function refuseStolenPasswords({ organizations }: Configuration, settings: Settings): Promise<void> {
  await withFilter(settings, async (isBreached) => {
    const lines = await stolenPasswords(organizations, isBreached);
    if (lines.length > 0) throw new ConfigurationError(lines.join("\n"));
  });
}

/** Does something with the operator's filter; without one no password is in it. */
export async function withFilter<T>(
  { breachedPasswords }: Pick<Settings, "breachedPasswords">,
  work: (isBreached: IsBreached) => Promise<T>,
): Promise<T> {
  if (breachedPasswords === undefined) return work(async () => false);
  const filter = await openBreachedPasswords(breachedPasswords);
  try {
    return await work(filter.has);
  } finally {
    await filter.close();
  }
}
