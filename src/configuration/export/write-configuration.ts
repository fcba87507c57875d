import type { Tenant } from "../../protocol/model/tenant.ts";
import type { Store } from "../../store/port/store.ts";
import { ConfigurationError } from "../configuration.ts";
import { exportOrganization } from "./export-organization.ts";
import type { ExportOptions } from "./export-world.ts";
import { type SecretVariables, secretVariables } from "./secret-variables.ts";
import { toYaml } from "./to-yaml.ts";

/** The organizations as the text of a configuration file: applied to an empty server it makes one of which the same text is exported. */
export async function writeConfiguration(
  handles: readonly string[],
  store: Store,
  options: ExportOptions = {},
): Promise<string> {
  const tenants: Tenant[] = [];
  for (const handle of [...handles].sort()) {
    const tenant = await store.tenants.find(handle);
    if (tenant !== undefined) tenants.push(tenant);
  }
  const demos = new Set(tenants.map(({ demo }) => demo));
  if (demos.size > 1) {
    throw new ConfigurationError(
      "a demo and a real organization cannot stand in one file: name the organizations to export",
    );
  }
  const variables = secretVariables();
  const organizations: object[] = [];
  for (const tenant of tenants) {
    organizations.push(await exportOrganization(tenant, store.forTenant(tenant.id), variables, options));
  }
  const file = { ...(demos.has(true) && { demo: true }), organizations };
  return headOf(variables) + toYaml(file);
}

/** Names each environment variable that the file refers to. */
function headOf({ list }: SecretVariables): string {
  if (list.length === 0) return "";
  const lines = list.map(({ name, about }) => `#   ${name}: ${about}`);
  return `${["# Secrets are not in this file. Set these environment variables before it is applied:", ...lines].join("\n")}\n`;
}
