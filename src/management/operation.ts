import { z } from "zod";
import type { FlowConnections } from "../accounts/flow/flow-world.ts";
import type { RelyingParty } from "../credentials/passkeys.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { Notify } from "../notifications/notifier.ts";
import type { IsBreached } from "../passwords/new-password.ts";
import type { Authorization } from "../protocol/model/authorization.ts";
import type { Session } from "../protocol/model/session.ts";
import type { Tenant, TenantSettings } from "../protocol/model/tenant.ts";
import type { User } from "../protocol/model/user.ts";
import type { MadeKeys } from "../protocol/registration/save-client.ts";
import type { AuditEvent } from "../store/port/audit.ts";
import type { TenantStore } from "../store/port/store.ts";

/** One operation of an API: what it is called, who may call it, what it takes, what it does. Its routes, checks and description follow. */
export interface Operation {
  /** Of no two operations the same; the description's `operationId`. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the tenant's URL, with its parameters in braces. */
  readonly path: string;
  /** The scope that the caller's token must have (security bar 23.1). */
  readonly scope: string;
  /** Another scope that opens it as well. */
  readonly otherScope?: string;
  /** Answers everybody, token or not: what it tells stands on public pages. */
  readonly open?: true;
  /** Served in tenants alone; undefined: in the organizations inside them too. */
  readonly place?: "tenant";
  /** Tells a user of the tenant of themselves, by a token too that they have as a member of an organization. */
  readonly forMembers?: true;
  readonly summary: string;
  /** What the body must be; without it there is none. */
  readonly body?: z.ZodType | undefined;
  /** The body is a form with one file in it (RFC 7578): an `UploadedFile`. */
  readonly upload?: true;
  /** The body may also be a form, of texts alone. */
  readonly form?: true;
  /** The media types of an answer that is a file, where one is. */
  readonly fileTypes?: readonly string[];
  /** What the query may hold; each member is text. */
  readonly query?: z.ZodType | undefined;
  /** The answers by status, with the form of their bodies where they have one. */
  readonly answers: Readonly<Record<number, z.ZodType | undefined>>;
  readonly handle: (call: Call, ctx: ManagementContext) => Promise<Reply>;
}

/** What was sent, checked against the operation's forms. */
export interface Call<Body = unknown, Query = unknown> {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The versions that the change is meant for, and those that the caller has already (RFC 9110 §13.1). */
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  /** Which media types the caller wants (RFC 9110 §12.5.1). */
  readonly accept?: string | undefined;
}

/** A file that was sent in a form. */
export const uploadedFile = z.object({ file: z.object({ name: z.string(), text: z.string() }) });

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Below the tenant's URL: where the thing that was made is. */
  readonly location?: string;
  readonly etag?: string;
  /** Of a body that is the text of a file. */
  readonly file?: { readonly name: string; readonly mediaType: string };
  /** What was changed, for the audit log. Every operation but a GET that changes something says it. */
  readonly change?: Change;
  /** Of an operation that does several. */
  readonly changes?: readonly Change[];
}

export interface Change {
  /** As `application.update`. */
  readonly action: string;
  readonly target: AuditEvent["target"];
  /** Without secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** All that an operation knows of the world. */
export interface ManagementContext {
  /** Also an organization inside a tenant, which acts as one. */
  readonly tenant: Tenant;
  /** `{base}/t/{tenant}`, of an organization `{base}/t/{tenant}/o`, or with its id behind that where the caller has named it. */
  readonly tenantUrl: string;
  readonly store: TenantStore;
  /** The tenant itself, with which the tree of its organizations is kept, and the applications that are shared with them. */
  readonly root: { readonly tenant: Tenant; readonly store: TenantStore };
  /** Changes these of the things that the organization has decided for all of its applications. */
  readonly saveSettings: (change: (present: TenantSettings) => Partial<TenantSettings>) => Promise<void>;
  /** Unix seconds. */
  readonly now: number;
  /** Milliseconds, for time-ordered ids. */
  readonly nowMilliseconds: number;
  /** Tells applications over the back channel that the user's sessions have ended. */
  readonly sessionsEnded: (user: User, sessions: readonly Session[]) => Promise<void>;
  /** Ends these sessions of the user, with what was allowed in them to applications that are to lose that, and tells the applications. */
  readonly endSessions: (user: User, sessions: readonly Session[]) => Promise<void>;
  /** Writes to people, in the name of the organization that the operation is about. */
  readonly notify: Notify;
  /** Whether a password is among those that were stolen somewhere. */
  readonly isBreached: IsBreached;
  /** Counts a request about an account that nobody has signed in for. Refuses it when too many come from the caller's address (security bar 18.5). */
  readonly countAccountRequest: () => void;
  /** Whether the user has said, where they were asked, that their other sessions stay (security bar 15.6); left out: they end. */
  readonly keepsOtherSessions?: boolean;
  /** Checks a user's password; each wrong one counts as one at the sign-in page. */
  readonly verifyPassword: (user: User, password: string) => Promise<PasswordVerdict>;
  /** What the caller's token is of: when, how and in which session the user has signed in. Undefined when no token speaks for a user. */
  readonly authorization: Pick<Authorization, "id" | "sessionId" | "authTime" | "amr" | "extras"> | undefined;
  /** The user that the caller speaks for, as they are at home: in an organization `actor` is called by the id that it has there. */
  readonly person: User | undefined;
  /** Whoever asks an open operation has no id. */
  readonly actor: AuditEvent["actor"];
  /** The scopes that the caller may have: of those of the server's own APIs nobody hands on others (security bar 23.2). */
  readonly authority: () => Promise<ReadonlySet<string>>;
  /** Whether the caller, as it came with this request, may do what needs the scope. */
  readonly allows: (scope: string) => Promise<boolean>;
  /** Seals what has to be had again. */
  readonly sealing: ServerKeys;
  /** What the tenant signs with. */
  readonly keys: MadeKeys;
  /** The servers of others that people come from who register. */
  readonly connections: FlowConnections;
  /** For whom passkeys are made. */
  readonly relyingParty: RelyingParty;
}

/** `mark`: of the password that was right. `wrong` also for one that is locked. */
export type PasswordVerdict =
  | { readonly kind: "right"; readonly mark: string }
  | { readonly kind: "wrong" }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/** The operations, those that change something for tenants alone: what they are about is the tenant's in its organizations too. */
export function changedByTenants(operations: readonly Operation[]): readonly Operation[] {
  return operations.map((each) => (each.method === "GET" ? each : { ...each, place: "tenant" }));
}

/** An operation whose `handle` gets its body and its query in the types of their forms. */
export function operation<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUndefined>(
  definition: Omit<Operation, "body" | "query" | "handle"> & {
    readonly body?: Body;
    readonly query?: Query;
    readonly handle: (call: Call<z.output<Body>, z.output<Query>>, ctx: ManagementContext) => Promise<Reply>;
  },
): Operation {
  return definition as Operation;
}
