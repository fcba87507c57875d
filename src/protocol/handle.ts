/** What the handle of an organization can look like: it is a part of URLs. */
export const HANDLE = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

/** What is wrong with another, as half a sentence. */
export const HANDLE_FAULT = "is not 1 to 63 lower-case letters, digits, - and ., with a letter or digit at both ends";

/** Of organizations inside tenants: where their ids are, other paths begin so. */
const RESERVED: readonly string[] = ["api", "scim2"];

/** Whether no organization inside a tenant can have the handle, though it looks like one. */
export function isReservedHandle(handle: string): boolean {
  return RESERVED.includes(handle);
}

/** What an organization inside the tenant is called in URLs, in place of the tenant. */
export function handleAt({ handle }: { readonly handle: string }, organizationId: string): string {
  return `${handle}/o/${organizationId}`;
}

/** What is wrong with one that is reserved, as half a sentence. */
export const RESERVED_HANDLE = `is reserved: other paths begin with ${RESERVED.join(" and ")}`;
