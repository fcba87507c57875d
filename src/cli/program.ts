import { Command, CommanderError, Option } from "commander";
import { SETTINGS, type Settings } from "../settings.ts";
import { failureText } from "./failure.ts";
import type { Flags } from "./given.ts";
import { version } from "./version.ts";

const USAGE = 2;
const FAILURE = 1;

/** Runs one command line, without the program's name. Resolves to the exit code; a server that was started runs on. */
export async function run(args: readonly string[]): Promise<number> {
  let code = 0;
  try {
    await program((ended) => {
      code = ended;
    }).parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    process.stderr.write(`tessera: ${failureText(error)}\n`);
    return FAILURE;
  }
}

/** Each command's code is loaded when it runs, so that a start pays for nothing else. `end` is told another exit code than 0. */
function program(end: (code: number) => void): Command {
  const tessera = new Command("tessera")
    .description("A self-hosted OAuth 2.0 and OpenID Connect identity server.")
    .version(version())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) });

  withSettings(tessera.command("serve").description("start the server")).action(async (options) => {
    const { serve } = await import("./serve.ts");
    await serve(flagsOf(options));
  });
  withSettings(
    tessera.command("apply <file>").description("make the database hold what a configuration file says"),
    "config",
  ).action(async (file: string, options) => {
    const { applyFile } = await import("./apply.ts");
    await applyFile(file, flagsOf(options));
  });
  withSettings(
    tessera
      .command("plan <file>")
      .description("print what apply would change; ends with 2 when there is something, as drift does")
      .option("--json", "the changes as JSON"),
    "config",
  ).action(async (file: string, options) => {
    const { planFile } = await import("./plan.ts");
    end(await planFile(file, options, flagsOf(options)));
  });
  withSettings(
    tessera
      .command("export [organization...]")
      .description("print what the database holds, as a configuration file")
      .option("--output <file>", "write it to this file instead")
      .option("--hashes", "with hashes of passwords and secrets, so that they work where the file is applied"),
  ).action(async (organizations: string[], options) => {
    const { exportConfiguration } = await import("./export.ts");
    await exportConfiguration(organizations, options, flagsOf(options));
  });
  withSettings(
    tessera
      .command("drift [organization...]")
      .description("print what was changed since a configuration file was last applied, and by whom")
      .option("--json", "the changes as JSON"),
  ).action(async (organizations: string[], options) => {
    const { printDrift } = await import("./drift.ts");
    end(await printDrift(organizations, options, flagsOf(options)));
  });
  tessera
    .command("check <file>")
    .description("say whether a configuration file is valid")
    .action(async (file: string) => {
      const { checkFile } = await import("./check.ts");
      await checkFile(file);
    });
  withSettings(
    tessera
      .command("audit [organization]")
      .description("print what was changed, by whom and from where, the newest first")
      .option("--json", "a line of JSON for each change, with how it was before and after")
      .option("--limit <number>", "how many changes at most; 50 unless said")
      .option("--action <name>", "only changes of this kind, as application.update"),
  ).action(async (organization: string | undefined, options) => {
    const { printAudit } = await import("./audit.ts");
    await printAudit(organization, options, flagsOf(options));
  });
  tessera
    .command("breached-passwords")
    .description("make the filter of stolen passwords that nobody may choose")
    .command("build <list> <filter>")
    .description("make it of a list: a SHA-1 hash in hexadecimal on each line, or a password")
    .action(async (list: string, filter: string) => {
      const { writeBreachedPasswords } = await import("../passwords/breached-passwords.ts");
      console.log(
        `${await writeBreachedPasswords(list, filter)} passwords: set TESSERA_BREACHED_PASSWORDS to ${filter}`,
      );
    });
  tessera
    .command("new-encryption-key")
    .description("print a new value for TESSERA_ENCRYPTION_KEY")
    .action(async () => {
      const { newEncryptionKey } = await import("./master-key.ts");
      console.log(newEncryptionKey());
    });
  addKeyCommands(tessera.command("keys").description("list and change the keys that organizations sign with"));
  addTenantCommands(tessera.command("tenants").description("create, list, disable and delete organizations"));
  return tessera;
}

function addTenantCommands(tenants: Command): void {
  withSettings(
    tenants
      .command("create <handle>")
      .description("make an organization, and print the next step")
      .option("--name <name>", "what people call it; the handle unless said")
      .option("--owner <email>", "make its first administrator, with a password that is printed once")
      .option("--password-stdin", "read the administrator's password from the standard input instead")
      .option("--admin-application <clientId>", "make an application that may use all management APIs"),
  ).action(async (handle: string, options) => {
    const { createTenantOf } = await import("./create-tenant.ts");
    await createTenantOf(handle, options, flagsOf(options));
  });
  withSettings(tenants.command("list").description("print the organizations")).action(async (options) => {
    const { listTenants } = await import("./tenants.ts");
    await listTenants(flagsOf(options));
  });
  for (const [verb, enabled, what] of [
    ["disable", false, "make all endpoints of an organization refuse"],
    ["enable", true, "let them answer again"],
  ] as const) {
    withSettings(tenants.command(`${verb} <handle>`).description(what)).action(async (handle: string, options) => {
      const { setTenantEnabled } = await import("./tenants.ts");
      await setTenantEnabled(handle, enabled, flagsOf(options));
    });
  }
  withSettings(
    tenants
      .command("delete <handle>")
      .description("delete an organization with all that is in it")
      .option("--yes", "without asking"),
  ).action(async (handle: string, options) => {
    const { deleteTenant } = await import("./tenants.ts");
    await deleteTenant(handle, options, flagsOf(options));
  });
}

function addKeyCommands(keys: Command): void {
  withSettings(keys.command("list [organization]").description("print the keys and what each is for")).action(
    async (organization: string | undefined, options) => {
      const { listKeys } = await import("./list-keys.ts");
      await listKeys(organization, flagsOf(options));
    },
  );
  withSettings(
    keys
      .command("rotate [organization]")
      .description(
        "replace the keys of one organization or of all: publish new ones, and use them once clients know them",
      )
      .option("--algorithm <name>", "this algorithm's key only; the first one is made")
      .option("--now", "use the new key at once")
      .option("--revoke", "the same, and withdraw the old ones at once: what they signed is worth nothing any more"),
  ).action(async (organization: string | undefined, options) => {
    const { rotateKeys } = await import("./change-keys.ts");
    await rotateKeys(organization, options, flagsOf(options));
  });
  withSettings(
    keys
      .command("reseal")
      .description("encrypt what is stored with TESSERA_ENCRYPTION_KEY instead of TESSERA_PREVIOUS_ENCRYPTION_KEY"),
  ).action(async (options) => {
    const { resealKeys } = await import("./change-keys.ts");
    await resealKeys(flagsOf(options));
  });
}

const NAMES = Object.keys(SETTINGS) as (keyof Settings)[];

function withSettings(command: Command, without?: keyof Settings): Command {
  for (const name of NAMES) {
    const { flag, env, about } = SETTINGS[name];
    if (flag === undefined || name === without) continue;
    command.addOption(new Option(`--${flag} <value>`, `${about} (${env})`));
  }
  return command;
}

/** Commander names an option by its flag; the settings have names of their own. */
function flagsOf(options: Record<string, string>): Flags {
  const keys = NAMES.map((name) => [name, new Option(`--${SETTINGS[name].flag}`).attributeName()] as const);
  const given = keys.filter(([, key]) => options[key] !== undefined);
  return Object.fromEntries(given.map(([name, key]) => [name, options[key]]));
}

/** `error: unknown option '--prot'`, with the suggestion on the same line. */
function oneLine(text: string): string {
  return `${text
    .trim()
    .replace(/^error:/, "tessera:")
    .replaceAll(/\s*\n\s*/g, " ")}\n`;
}
