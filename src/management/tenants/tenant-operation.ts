import type { z } from "zod";
import type { IsBreached } from "../../passwords/new-password.ts";
import type { Tenant } from "../../protocol/model/tenant.ts";
import type { Store } from "../../store/port/store.ts";
import type { Call, ManagementContext, Operation, Reply } from "../operation.ts";

/** Where the operator's API is, below the server's own URL. */
export const TENANTS_PATH = "/api/server/v1/tenants";

/** An operation on tenants, for whoever has the operator's credential. Its path is below the server's own URL. */
export interface TenantOperation extends Pick<Operation, "id" | "path" | "summary" | "body" | "query" | "answers"> {
  readonly method: Operation["method"] | "HEAD";
  readonly handle: (call: Call, ctx: OperatorContext) => Promise<TenantReply>;
}

/** A `location` is below the server's own URL. */
export interface TenantReply extends Reply {
  /** Whose audit log the change goes into. */
  readonly tenant?: Pick<Tenant, "id" | "handle">;
  /** The tenant is gone, and its audit log with it: the change is logged alone. */
  readonly removed?: true;
}

/** What such an operation knows of the world. */
export interface OperatorContext {
  readonly store: Pick<Store, "tenants" | "forTenant">;
  readonly nowMilliseconds: number;
  /** Whether a password is among those that were stolen somewhere. */
  readonly isBreached: IsBreached;
  /** The tenant's world. */
  readonly within: (tenant: Tenant) => Pick<ManagementContext, "store" | "now" | "sessionsEnded">;
}

/** An operation whose `handle` gets its body and its query in the types of their forms. */
export function tenantOperation<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUndefined>(
  definition: Omit<TenantOperation, "body" | "query" | "handle"> & {
    readonly body?: Body;
    readonly query?: Query;
    readonly handle: (call: Call<z.output<Body>, z.output<Query>>, ctx: OperatorContext) => Promise<TenantReply>;
  },
): TenantOperation {
  return definition as TenantOperation;
}
