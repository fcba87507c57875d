import type { TenantStore } from "../store/store.ts";
import type { Authorization, Organization, User } from "./model.ts";

/** A user as sessions and authorizations name them, by their id and by where they are at home. */
export interface UserReference {
  readonly userId: string;
  /** The organization; undefined: the tenant itself. */
  readonly userOrganization?: string | undefined;
}

type World = { readonly store: TenantStore };

/**
 * The user of a session or an authorization, from where they are at home. Undefined when there is none, or when the organization is gone,
 * disabled, or lies below a disabled one: then nobody of it is let in (contract §21.3). Whether the user is enabled, the caller asks.
 */
export async function findUser(
  { userId, userOrganization }: UserReference,
  { store }: World,
): Promise<User | undefined> {
  if (userOrganization === undefined) return store.users.find(userId);
  const home = await findOpenHome(userOrganization, store);
  const user = await home?.store.users.find(userId);
  return user && home && atHomeIn(home.organization, user);
}

/** The same of an authorization. */
export function findUserOf({ userId, extras }: Authorization, world: World): Promise<User | undefined> {
  return findUser({ userId, userOrganization: extras?.userOrganization }, world);
}

/** The user with where they were found: whatever is told of them later depends on it. */
export function atHomeIn({ id }: Pick<Organization, "id">, user: User): User {
  return { ...user, home: id };
}

async function findOpenHome(organizationId: string, { organizations }: TenantStore) {
  const lineage = await organizations.lineage(organizationId);
  const [organization] = lineage;
  if (organization === undefined || lineage.some(({ status }) => status !== "ACTIVE")) return undefined;
  return { organization, store: organizations.worldOf(organization) };
}
