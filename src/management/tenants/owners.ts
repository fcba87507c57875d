import { newId } from "../../crypto/ids.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import { plainPasswordFault } from "../../passwords/new-password.ts";
import type { Tenant, TenantProperties } from "../../protocol/model.ts";
import { administratorRole } from "../../protocol/roles.ts";
import type { Reference, TenantStore, UserProfile } from "../../store/store.ts";
import { invalidOwner, ownerNotFound } from "./errors.ts";
import type { NewOwner } from "./forms.ts";
import { claimsOf } from "./owner-claims.ts";

/** The users who have the role Administrator themselves, by name: whoever may do everything in the tenant owns it. */
export function ownersOf(tenant: Pick<Tenant, "id">, { roleMembers }: TenantStore): Promise<Reference[]> {
  return roleMembers.usersOf(administratorRole(tenant).id);
}

/** The owner with the id. Refuses an id that is no owner's. */
export async function getOwner(id: string, tenant: Pick<Tenant, "id">, store: TenantStore): Promise<UserProfile> {
  const owners = await ownersOf(tenant, store);
  const profile = owners.some((owner) => owner.id === id) ? await store.users.findProfile(id) : undefined;
  if (profile === undefined) throw ownerNotFound(id);
  return profile;
}

/** Refuses owners that could not be added, before anything is stored. */
export function verifyOwners(owners: readonly NewOwner[], tenant: TenantProperties): void {
  const names = new Set(owners.map(({ username }) => username.normalize("NFC").toLowerCase()));
  if (names.size < owners.length) throw invalidOwner("Two owners have one user name.");
  for (const owner of owners) {
    const { username, provisioningMethod, password } = owner;
    claimsOf(owner);
    if (provisioningMethod === "inline-password" && password === undefined) {
      throw invalidOwner(`${username} has no password, which inline-password demands.`);
    }
    if (password !== undefined) verifyPassword(password, username, tenant);
  }
}

export function verifyPassword(password: string, userName: string, tenant: TenantProperties): void {
  const fault = plainPasswordFault(password, userName, tenant);
  if (fault !== undefined) throw invalidOwner(fault.sentence);
}

/** Stores a user who may do everything in the tenant. */
export async function addOwner(
  owner: NewOwner,
  tenant: Pick<Tenant, "id">,
  { users, roleMembers }: TenantStore,
  nowMilliseconds: number,
): Promise<void> {
  const { username: userName, provisioningMethod, password } = owner;
  const hash =
    provisioningMethod === "inline-password" && password !== undefined ? await hashPassword(password) : undefined;
  const id = newId(nowMilliseconds);
  const user = { id, userName, enabled: true, claims: claimsOf(owner), updatedAt: Math.floor(nowMilliseconds / 1000) };
  if (!(await users.create({ user, attributes: {} }, hash))) throw invalidOwner(`There is a user ${userName} already.`);
  await roleMembers.change(administratorRole(tenant).id, { addedUsers: [id] });
}
