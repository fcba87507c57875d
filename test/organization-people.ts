import { hashPassword } from "../src/crypto/password-hash.ts";
import type { Role } from "../src/protocol/model/role.ts";
import type { User } from "../src/protocol/model/user.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../src/protocol/organization-world.ts";
import { PASSWORD } from "./organizations.ts";
import type { TestServer } from "./server.ts";

const hashes = new Map<string, Promise<string>>();

/** The world of an organization of the tenant `acme`, by its handle. */
export async function worldOf(server: TestServer, handle: string): Promise<OrganizationWorld> {
  const tenant = await server.store.tenants.find("acme");
  if (tenant === undefined) throw new Error("there is no tenant acme");
  const world = await findOrganizationWorld(handle, { tenant, store: server.store.forTenant(tenant.id) });
  if (world.kind !== "open") throw new Error(`${handle} is ${world.kind}`);
  return world;
}

/** Makes somebody who is at home in the organization, with the password of all test users unless another is given. */
export async function addPerson(
  server: TestServer,
  handle: string,
  userName: string,
  options: {
    readonly password?: string;
    readonly claims?: User["claims"];
    readonly permissions?: readonly string[];
  } = {},
): Promise<User> {
  const { password = PASSWORD, claims = {}, permissions = [] } = options;
  const { store, organization } = await worldOf(server, handle);
  const hash = hashes.get(password) ?? hashPassword(password);
  hashes.set(password, hash);
  const user: User = { id: crypto.randomUUID(), userName, enabled: true, claims, updatedAt: server.clock.now };
  await store.users.save(user, await hash);
  if (permissions.length === 0) return user;
  const role: Omit<Role, "id"> = {
    displayName: `Role of ${userName}`,
    audience: { type: "organization", value: organization.id },
    permissions,
  };
  const id = crypto.randomUUID();
  await store.records.add("role", { id, name: role.displayName, document: role }, server.clock.now);
  await store.roleMembers.change(id, { addedUsers: [user.id] });
  return user;
}

/** Changes somebody of the organization, as an administrator would; returns how to undo it. */
export async function changePerson(
  server: TestServer,
  handle: string,
  userName: string,
  changes: Partial<User>,
): Promise<() => Promise<void>> {
  const { users } = (await worldOf(server, handle)).store;
  const before = await users.findByName(userName);
  if (before === undefined) throw new Error(`there is no ${userName} in ${handle}`);
  await users.save({ ...before.user, ...changes }, before.passwordHash);
  return () => users.save(before.user, before.passwordHash);
}

/** What the button of a sign-in page sends that leads to somebody else's, the tenant's members' or the organization's own. */
export function toOtherPeople({ body }: { readonly body: string }): { readonly people: string } {
  const value = /name="people" value="(?<value>[^"]*)"/.exec(body)?.groups?.value;
  if (value === undefined) throw new Error("there is no way to other people's page");
  return { people: value };
}
