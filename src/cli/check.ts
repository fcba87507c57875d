import { readSettings } from "../settings.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { refuseStolenPasswords } from "./stolen-passwords.ts";

/** `tessera check`: says whether the file could be applied, without a database. */
export async function checkFile(file: string): Promise<void> {
  const configuration = await loadConfiguration(file);
  const { server, organizations } = configuration;
  await refuseStolenPasswords(configuration, readSettings({ flags: {}, env: {}, file: server }));
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const users = organizations.reduce((sum, organization) => sum + organization.users.length, 0);
  const applications = organizations.reduce((sum, organization) => sum + organization.applications.length, 0);
  const held = [count(organizations.length, "organization"), count(users, "user"), count(applications, "application")];
  console.log(`${file} is valid: ${held.join(", ")}`);
}
