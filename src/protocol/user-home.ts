import type { TenantStore } from "../store/port/store.ts";
import type { Authorization } from "./model/authorization.ts";
import type { Organization } from "./model/organization.ts";
import { memberIdIn, type User } from "./model/user.ts";

/** A user as sessions and authorizations name them, by their id and by where they are at home. */
export interface UserReference {
  readonly userId: string;
  /** The organization; undefined: the tenant itself. At an organization's own issuer the tenant, of a member from there; undefined: itself. */
  readonly userOrganization?: string | undefined;
}

/** The tenant that an organization lies in, as the organization's own issuer sees it. */
export interface TenantAbove {
  readonly tenantId: string;
  readonly store: TenantStore;
  /** The organization. */
  readonly organizationId: string;
}

type World = { readonly store: TenantStore; readonly above?: TenantAbove | undefined };

/**
 * The user of a session or an authorization, from where they are at home. Undefined when there is none, or when the organization is gone,
 * disabled, or lies below a disabled one: then nobody of it is let in (contract §21.3). Whether the user is enabled, the caller asks.
 */
export async function findUser(
  { userId, userOrganization }: UserReference,
  { store, above }: World,
): Promise<User | undefined> {
  if (userOrganization === undefined) return store.users.find(userId);
  if (above !== undefined) return userOrganization === above.tenantId ? findMember(userId, store, above) : undefined;
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

/**
 * One of the tenant's own as an organization's own issuer knows them: by the id that they have at home, and with what the organization knows
 * of them. Undefined as soon as they are disabled at home or there, or are no member any more.
 */
export async function findMember(
  userId: string,
  world: TenantStore,
  { tenantId, store, organizationId }: TenantAbove,
): Promise<User | undefined> {
  const [user, membership, known] = await Promise.all([
    store.users.find(userId),
    store.organizationMembers.find(organizationId, userId),
    world.users.find(memberIdIn(organizationId, userId)),
  ]);
  if (!user?.enabled || membership === undefined || !known?.enabled) return undefined;
  return { ...known, id: userId, home: tenantId };
}

/**
 * Where somebody may be signed in and have allowed something: an organization's people at the tenant and at the organization, the tenant's own
 * at the tenant and at the organizations that they are members of.
 */
export async function placesOf(
  userId: string,
  { root, store }: { readonly root: { readonly store: RootStore }; readonly store: SignInStore },
): Promise<readonly SignInStore[]> {
  if (store !== root.store) return [root.store, store];
  const { organizationMembers, organizations } = root.store;
  const memberOf = await organizationMembers.organizationsOf(userId);
  return [store, ...memberOf.map((id) => organizations.worldOf({ id }))];
}

type SignInStore = Pick<TenantStore, "sessions" | "authorizations">;

/** What is asked of the tenant itself for that. */
export type RootStore = SignInStore & Pick<TenantStore, "organizationMembers" | "organizations">;

async function findOpenHome(organizationId: string, { organizations }: TenantStore) {
  const lineage = await organizations.lineage(organizationId);
  const [organization] = lineage;
  if (organization === undefined || lineage.some(({ status }) => status !== "ACTIVE")) return undefined;
  return { organization, store: organizations.worldOf(organization) };
}
