import type { z } from "zod";
import type { applicationSchema } from "./schema/application.ts";
import type { organizationSchema, subOrganizationSchema } from "./schema/organization.ts";
import type { userSchema } from "./schema/user.ts";

/** What a configuration file says, checked, with its defaults filled in and its `${…}` references resolved. */
export interface Configuration {
  /** Its passwords may be public knowledge: what is made from it is served on loopback only. */
  readonly demo: boolean;
  /** Not checked here: `readSettings` does. */
  readonly server: Readonly<Record<string, { readonly value: unknown; readonly place: string }>>;
  readonly organizations: readonly OrganizationConfiguration[];
}

export type OrganizationConfiguration = z.output<typeof organizationSchema>;
export type SubOrganizationConfiguration = z.output<typeof subOrganizationSchema>;
export type ApiResourceConfiguration = OrganizationConfiguration["apiResources"][number];
export type RoleConfiguration = OrganizationConfiguration["roles"][number];
export type GroupConfiguration = OrganizationConfiguration["groups"][number];
export type UserConfiguration = z.output<typeof userSchema>;
export type ApplicationConfiguration = z.output<typeof applicationSchema>;

/** What is wrong with a configuration, one line for each fault; shown without a stack. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}
