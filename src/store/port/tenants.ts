import type { Tenant, TenantProperties, TenantSettings } from "../../protocol/model/tenant.ts";
import type { Comparison, Found, ResourceQuery } from "./queries.ts";

export interface TenantDirectory {
  /** Also one that is not enabled. */
  find(handle: string): Promise<Tenant | undefined>;
  findById(id: string): Promise<Tenant | undefined>;
  /** The handle of the tenant that the organization lies in. */
  handleOfOrganization(id: string): Promise<string | undefined>;
  /** By handle. Reads them all, of which there may be many thousands: for commands that work on each. */
  list(): Promise<TenantProperties[]>;
  census(): Promise<TenantCensus>;
  /** The enabled ones whose signing keys change by a schedule. */
  withKeyRotation(): Promise<RotatedTenant[]>;
  /** By handle, those of which the handle is as the query wants it. */
  search(query: TenantQuery): Promise<Found<TenantProperties>>;
  /** Of two callers with one handle, the second gets what the first has made. */
  create(tenant: TenantProperties): Promise<Tenant>;
  /** Replaces all but whether it is enabled. */
  update(tenant: TenantProperties): Promise<void>;
  /** Puts what `change` makes of the present settings in their place. When others change them meanwhile it is asked again: no change is lost. */
  changeSettings(id: string, change: (present: TenantSettings) => TenantSettings): Promise<void>;
  /** False when there is none. */
  setEnabled(id: string, enabled: boolean): Promise<boolean>;
  /**
   * Removes the tenant with all that is its, and what is its organizations', in steps that keep nobody waiting for long. It is disabled
   * at once and found until the last step, so that what was broken off can be done again. False when there is none.
   */
  remove(id: string): Promise<boolean>;
}

export interface TenantCensus {
  readonly total: number;
  /** How many of them are demos. */
  readonly demos: number;
}

export interface RotatedTenant extends Pick<TenantProperties, "id" | "handle"> {
  readonly everyDays: number;
}

/** Which tenants are meant. */
export interface TenantQuery extends Pick<ResourceQuery, "offset" | "limit"> {
  /** Groups of conditions on the handle: all of one group must hold. Without it all are meant. */
  readonly filter?: readonly (readonly HandleCondition[])[] | undefined;
  readonly descending?: boolean | undefined;
}

export interface HandleCondition {
  readonly operator: Extract<Comparison, "eq" | "co" | "sw" | "ew">;
  readonly value: string;
}
