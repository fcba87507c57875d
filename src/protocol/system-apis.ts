/** An API and the scopes it knows. */
export interface ScopedApi {
  readonly identifier: string;
  readonly scopes: readonly string[];
}

/** The server's own APIs below each tenant's URL, by Asgardeo's paths and scopes (contract §12, §16). Every tenant has them. */
export const SYSTEM_APIS = [
  {
    identifier: "/api/identity/oauth2/dcr",
    scopes: ["internal_dcr_create", "internal_dcr_view", "internal_dcr_update", "internal_dcr_delete"],
  },
] as const satisfies readonly ScopedApi[];

export type SystemScope = (typeof SYSTEM_APIS)[number]["scopes"][number];

/** The system API that the path, below the tenant's URL, is of. */
export function systemApiAt(path: string): ScopedApi | undefined {
  return SYSTEM_APIS.find(({ identifier }) => path === identifier || path.startsWith(`${identifier}/`));
}
