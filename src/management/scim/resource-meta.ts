import { failure } from "./scim-error.ts";

/** RFC 7644 §3.14: weak, since what is left out of an answer does not change it. */
export function etagOf({ version }: { readonly version: number }): string {
  return `W/"${version}"`;
}

/** Refuses a change of another version than the one that the client has seen (RFC 7644 §3.14). */
export function requireVersion(ifMatch: string | undefined, resource: { readonly version: number }): void {
  if (ifMatch === undefined || ifMatch === "*") return;
  const wanted = ifMatch.split(",").map((tag) => tag.trim());
  if (!wanted.includes(etagOf(resource))) throw failure(412, "The resource has changed since it was read.");
}

/** Whether the client has this version already, and need not be sent it again. */
export function isKnown(ifNoneMatch: string | undefined, resource: { readonly version: number }): boolean {
  return ifNoneMatch?.split(",").some((tag) => tag.trim() === etagOf(resource)) ?? false;
}

/** Where a resource is. */
export function locationOf(tenantUrl: string, endpoint: string, id: string): string {
  return `${tenantUrl}/scim2${endpoint}/${id}`;
}

/** A time in Unix seconds as RFC 7643 §2.3.5 writes it. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
