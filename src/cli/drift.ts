import type { Author, Drift, Drifted } from "../configuration/drift/drift.ts";
import { findDrift } from "../configuration/drift/drift.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { linesOf } from "./changes.ts";
import { CHANGES, NO_CHANGES } from "./exit-codes.ts";
import type { Flags } from "./given.ts";
import { requireNamed, withOrganizations } from "./organizations.ts";

/**
 * `tessera drift`: prints what was changed by others since a file was last applied to the organizations, or to all of them, and by whom.
 * Resolves to 2 when something was, else to 0.
 */
export async function printDrift(
  named: readonly string[],
  { json }: { readonly json?: boolean },
  flags: Flags,
): Promise<number> {
  const found: (Drift & { readonly organization: string })[] = [];
  await withOrganizations(undefined, flags, async ({ store, tenants }) => {
    for (const handle of requireNamed(named, tenants)) {
      const tenant = (await store.tenants.find(handle)) as Tenant;
      found.push({ organization: handle, ...(await findDrift(tenant, store.forTenant(tenant.id))) });
    }
  });
  console.log(json ? JSON.stringify({ organizations: found }, undefined, 2) : found.map(textOf).join("\n"));
  return found.some(({ changes }) => changes.length > 0) ? CHANGES : NO_CHANGES;
}

function textOf({ organization, since, changes }: Drift & { readonly organization: string }): string {
  if (since === undefined) return `${organization}: no file was applied to it yet`;
  const head = `${organization}: ${changes.length} changed since ${timeOf(since)}`;
  return [head, ...changes.flatMap(linesOfOne)].join("\n");
}

function linesOfOne({ kind, what, by, differences }: Drifted): string[] {
  const [first = "", ...lines] = linesOf(kind, what, differences);
  if (differences.length === 0) return [`${first}${authorText(by)}`];
  return [first, ...lines.map((line, index) => `${line}${authorText(differences[index]?.by)}`)];
}

function authorText(by: Author | undefined): string {
  if (by === undefined) return "";
  return ` (${by.kind} ${by.id}, ${timeOf(by.at)}${by.address === "" ? "" : `, from ${by.address}`})`;
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
