import { isDeepStrictEqual } from "node:util";
import type { Tenant } from "../../protocol/model/tenant.ts";
import type { AuditEvent } from "../../store/port/audit.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { Difference } from "../plan.ts";
import { findApplied, type NamedPeople, snapshotOf } from "./applied.ts";
import { differencesBetween, type ThingDifference } from "./differences.ts";

/** What was changed in an organization since a file was last applied to it. */
export interface Drift {
  /** When that was, in Unix seconds; undefined: never. */
  readonly since: number | undefined;
  readonly changes: readonly Drifted[];
}

export interface Drifted {
  readonly kind: ThingDifference["kind"];
  /** `application bifrost-web of bifrost`. */
  readonly what: string;
  /** The last change that the audit log has of it. */
  readonly by?: Author | undefined;
  /** Of one that was changed, each with its own author. */
  readonly differences: readonly (Difference & { readonly by?: Author | undefined })[];
}

/** Who made a change. */
export interface Author {
  /** As `user` or `application`, and its id. */
  readonly kind: AuditEvent["actor"]["kind"];
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly address: string;
  readonly action: string;
}

/** So many entries of the audit log are read at once. */
const PAGE = 200;

/** Compares the organization with what it was when a file was last applied to it. Users and groups that the file did not name do not count. */
export async function findDrift(tenant: Tenant, store: TenantStore): Promise<Drift> {
  const applied = await findApplied(store);
  if (applied === undefined) return { since: undefined, changes: [] };
  const { at: since, organization } = applied.document;
  const present = await snapshotOf(tenant, store, organization as unknown as NamedPeople);
  const logs = new Map<string | undefined, readonly AuditEvent[]>();
  const changes: Drifted[] = [];
  for (const difference of differencesBetween(organization, present)) {
    const { within } = difference;
    if (!logs.has(within)) logs.set(within, await changesSince(since, await worldOf(within, store)));
    changes.push(withAuthors(difference, logs.get(within) ?? [], tenant.handle));
  }
  return { since, changes };
}

async function worldOf(handle: string | undefined, store: TenantStore): Promise<TenantStore> {
  const organization = handle === undefined ? undefined : await store.organizations.findByHandle(handle);
  return organization === undefined ? store : store.organizations.worldOf(organization);
}

/** What others than a file have changed since then, the newest first. */
async function changesSince(since: number, { audit }: TenantStore): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (;;) {
    const last = events.at(-1);
    const page = await audit.list({ limit: PAGE, ...(last && { before: last.id }) });
    events.push(...page);
    if (page.length < PAGE || (page.at(-1)?.at ?? 0) < since) break;
  }
  return events.filter(({ at, actor }) => at >= since && actor.kind !== "operator");
}

function withAuthors(difference: ThingDifference, log: readonly AuditEvent[], handle: string): Drifted {
  const { kind, thing, name, within, aliases, audited } = difference;
  const ofKind = log.filter(({ target }) => audited.includes(target.kind));
  const named = ofKind.filter(({ target }) => aliases.includes(target.id) || aliases.includes(target.name ?? ""));
  const events = named.length > 0 ? named : ofKind;
  const place = within === undefined ? handle : `${within} in ${handle}`;
  return {
    kind,
    what: thing === "organization" ? `organization ${name}` : `${thing} ${name} of ${place}`,
    by: authorOf(events[0]),
    differences: difference.differences.map((one) => ({
      ...one,
      by: authorOf(events.find((event) => changes(event, one.field)) ?? events[0]),
    })),
  };
}

/** Whether the entry tells that the member of this name was changed. */
function changes({ before, after }: AuditEvent, field: string): boolean {
  const [was, is] = [before, after].map((side) => (Object(side) as Record<string, unknown>)[field]);
  return !isDeepStrictEqual(was, is);
}

function authorOf(event: AuditEvent | undefined): Author | undefined {
  if (event === undefined) return undefined;
  const { actor, at, address, action } = event;
  return { kind: actor.kind, id: actor.id, at, address, action };
}
