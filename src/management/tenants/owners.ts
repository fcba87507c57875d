import { newId } from "../../crypto/ids.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import { type IsBreached, newPasswordFault, type PasswordOwner } from "../../passwords/new-password.ts";
import type { Tenant, TenantProperties } from "../../protocol/model/tenant.ts";
import { administratorRole } from "../../protocol/roles.ts";
import type { Reference } from "../../store/port/queries.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { UserProfile } from "../../store/port/users.ts";
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
export async function verifyOwners(
  owners: readonly NewOwner[],
  tenant: TenantProperties,
  isBreached: IsBreached,
): Promise<void> {
  const names = new Set(owners.map(({ username }) => username.normalize("NFC").toLowerCase()));
  if (names.size < owners.length) throw invalidOwner("Two owners have one user name.");
  for (const owner of owners) {
    const { username, provisioningMethod, password } = owner;
    const claims = claimsOf(owner);
    if (provisioningMethod === "inline-password" && password === undefined) {
      throw invalidOwner(`${username} has no password, which inline-password demands.`);
    }
    if (password !== undefined) await verifyPassword(password, { userName: username, claims }, tenant, isBreached);
  }
}

/** Refuses a password that an owner cannot have (security bar 17.2, 17.3). */
export async function verifyPassword(
  password: string,
  owner: PasswordOwner,
  tenant: TenantProperties,
  isBreached: IsBreached,
): Promise<void> {
  const fault = await newPasswordFault(password, owner, tenant, isBreached);
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
