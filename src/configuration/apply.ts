import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { newId } from "../crypto/ids.ts";
import { MASK } from "../crypto/masked.ts";
import { hashPassword, verifyPassword } from "../crypto/password-hash.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import { needsSealedSecrets, sealSecret } from "../protocol/client-secret.ts";
import {
  type Client,
  foldUserName,
  type Session,
  type Tenant,
  type TenantProperties,
  type User,
} from "../protocol/model.ts";
import type { Store, TenantStore } from "../store/store.ts";
import { applyApiResource } from "./apply-api-resources.ts";
import { applyRole } from "./apply-roles.ts";
import {
  type AppliedSubOrganization,
  applyMembers,
  applySubOrganizations,
  refuseMoves,
} from "./apply-sub-organizations.ts";
import { auditChange, type Outcome, valuesOf } from "./audit-change.ts";
import { changedFields } from "./changed-fields.ts";
import {
  type ApplicationConfiguration,
  type Configuration,
  ConfigurationError,
  type OrganizationConfiguration,
  type UserConfiguration,
} from "./configuration.ts";
import { FILE_KEYS, type OrganizationIds, type SealSecret, toClient, toTenantSettings } from "./to-client.ts";

/** What applying did to one thing of the file. */
export interface Change {
  readonly kind: "created" | "changed" | "unchanged";
  /** `application bifrost-web of bifrost`. */
  readonly what: string;
  /** Of a change: the file's names of what differed, never the values. */
  readonly fields?: readonly string[];
}

/** Where the server's keys come from: asked only when something is to be sealed. */
export type Sealing = () => Promise<Pick<ServerKeys, "seal">>;

/** Is told of sessions that a new password ended, so that their applications can be told. */
export type SessionsEnded = (tenant: Tenant, user: User, sessions: readonly Session[]) => Promise<void>;

/**
 * Makes the store hold what the configuration says. Applied again it writes nothing. Nothing is deleted: what the file does not
 * name stays. Refuses, by a ConfigurationError and before the first write, to turn a demo's organization into a real one or the
 * reverse, since users with public passwords may be left in it, and to move an organization in its tree.
 */
export async function applyConfiguration(
  configuration: Configuration,
  store: Store,
  clock: Clock,
  sealing: Sealing,
  sessionsEnded: SessionsEnded = async () => {},
): Promise<Change[]> {
  const existing = new Map((await store.tenants.list()).map((tenant) => [tenant.handle, tenant]));
  for (const { handle, subOrganizations } of configuration.organizations) {
    const tenant = existing.get(handle);
    refuseOtherKind(tenant, configuration.demo);
    if (tenant !== undefined) await refuseMoves(subOrganizations, store.forTenant(tenant.id));
  }

  const changes: Change[] = [];
  for (const organization of configuration.organizations) {
    const { tenant, ...applied } = await applyOrganization(organization, configuration.demo, store, clock);
    const tenantStore = store.forTenant(tenant.id);
    const note = async (outcome: Outcome, thing: string, name: string, id = name) => {
      const { kind, fields } = outcome;
      const what = thing === "organization" ? `${thing} ${name}` : `${thing} ${name} of ${tenant.handle}`;
      changes.push({ kind, what, ...(fields && { fields }) });
      await auditChange({ kind: thing, id, name }, outcome, tenantStore, clock);
    };
    await note(applied, "organization", tenant.handle, tenant.id);
    for (const api of organization.apiResources) {
      const { id, created, fields } = await applyApiResource(api, tenantStore, clock);
      await note(created ? { kind: "created" } : outcomeOf(fields), "API resource", api.identifier, id);
    }
    // Before the applications, which are shared with them; their members are users, who come after.
    const subOrganizations = await applySubOrganizations(organization.subOrganizations, tenantStore, clock);
    const ids: OrganizationIds = new Map([...subOrganizations].map(([handle, { id }]) => [handle, id]));
    for (const application of organization.applications) {
      const outcome = await applyApplication(application, ids, tenant, tenantStore, sealing);
      await note(outcome, "application", application.clientId);
    }
    for (const user of organization.users) {
      const { ended, userId, ...outcome } = await applyUser(user, tenantStore, clock);
      await note(outcome, "user", user.userName, userId);
      if (ended !== undefined) await sessionsEnded(tenant, ended.user, ended.sessions);
    }
    for (const role of organization.roles) {
      const { id, created, fields } = await applyRole(role, tenant, tenantStore, clock);
      await note(created ? { kind: "created" } : outcomeOf(fields), "role", role.displayName, id);
    }
    for (const { handle, members } of organization.subOrganizations) {
      const { id, created, fields } = subOrganizations.get(handle) as AppliedSubOrganization;
      const membersChanged = await applyMembers(id, members, tenantStore);
      const outcome = outcomeOf(membersChanged ? [...fields, "members"] : fields);
      await note(created ? { kind: "created" } : outcome, "sub-organization", handle, id);
    }
  }
  return changes;
}

function outcomeOf(fields: readonly string[], values?: Outcome["values"]): Outcome {
  return fields.length === 0 ? { kind: "unchanged" } : { kind: "changed", fields, ...(values && { values }) };
}

function refuseOtherKind(tenant: TenantProperties | undefined, demo: boolean): void {
  if (tenant === undefined || tenant.demo === demo) return;
  const [stored, file] = demo ? ["a real organization", "a demo's"] : ["a demo's organization", "no demo's"];
  throw new ConfigurationError(
    `organization ${tenant.handle} is stored as ${stored} and the file is ${file}: use another data directory or handle`,
  );
}

async function applyOrganization(
  organization: OrganizationConfiguration,
  demo: boolean,
  store: Store,
  clock: Clock,
): Promise<Outcome & { tenant: Tenant }> {
  const { handle, name = handle } = organization;
  const settings = toTenantSettings(organization);
  const found = await store.tenants.find(handle);
  if (found === undefined) {
    const id = newId(clock.nowMilliseconds());
    const subjectSalt = randomBytes(32).toString("base64url");
    const tenant = await store.tenants.create({ id, handle, name, demo, settings, subjectSalt });
    return { tenant, kind: "created", values: { after: { handle, name, ...settings } } };
  }
  const before = { name: found.name, ...found.settings };
  // What no file can say stays as the administrators have it.
  const settled = { ...found.settings, ...settings };
  const after = { name, ...settled };
  const fields = changedFields(before, after);
  const outcome = outcomeOf(fields, valuesOf(fields, before, after));
  if (outcome.kind === "changed") await store.tenants.update({ ...found, name, settings: settled });
  return { tenant: found, ...outcome };
}

async function applyApplication(
  application: ApplicationConfiguration,
  organizations: OrganizationIds,
  tenant: Tenant,
  store: TenantStore,
  sealing: Sealing,
): Promise<Outcome> {
  const wanted = toClient(application, organizations);
  const found = await store.clients.find(wanted.clientId);
  const fields = found === undefined ? [] : changedFields(described(found), wanted);
  if (found === undefined || fields.length > 0) {
    await store.clients.save(
      needsSealedSecrets(wanted) ? toClient(application, organizations, await sealer(tenant, sealing)) : wanted,
    );
  }
  if (found === undefined) return { kind: "created", values: { after: wanted } };
  const names = fields.map((field) => FILE_KEYS[field] ?? field);
  return outcomeOf(names, valuesOf(fields, described(found), wanted));
}

/**
 * The client as far as a file describes one. No two seals of a secret are alike: what tells whether it is the same is its hash.
 */
function described(client: Client): Client {
  const secrets = client.secrets.map(({ hash, expiresAt }) => ({ hash, expiresAt }));
  return { ...client, secrets, application: undefined };
}

async function sealer({ id }: Tenant, sealing: Sealing): Promise<SealSecret> {
  const keys = await sealing();
  return (secret, clientId) => sealSecret(secret, id, clientId, keys);
}

interface UserOutcome extends Outcome {
  readonly userId: string;
  readonly ended?: { readonly user: User; readonly sessions: readonly Session[] };
}

async function applyUser(wanted: UserConfiguration, store: TenantStore, clock: Clock): Promise<UserOutcome> {
  const updatedAt = Math.floor(clock.nowMilliseconds() / 1000);
  const { userName, password } = wanted;
  const found = await store.users.findByName(userName);
  const claims = withGroups(wanted.claims, found?.user);
  if (found === undefined) {
    const user = { id: randomUUID(), userName, enabled: true, claims, updatedAt };
    try {
      await store.users.save(user, await hashPassword(password));
      return { kind: "created", userId: user.id, values: { after: { userName, claims } } };
    } catch (error) {
      // Unless another process that starts with the same file has made the user meanwhile.
      if ((await store.users.findByName(userName)) === undefined) throw error;
      return applyUser(wanted, store, clock);
    }
  }

  const userId = found.user.id;
  const fields = changedFields({ userName: found.user.userName, claims: found.user.claims }, { userName, claims });
  const values = valuesOf(fields, found.user, { userName, claims });
  if (fields.length > 0) await store.users.save({ ...found.user, userName, claims, updatedAt }, found.passwordHash);
  if (!(await verifyPassword(password, found.passwordHash)).matches) {
    const sessions = await replacePassword(found.user.id, password, store, updatedAt);
    const ended = { user: found.user, sessions };
    return {
      userId,
      ...outcomeOf([...fields, "password"], { ...values, after: { ...Object(values.after), password: MASK } }),
      ended,
    };
  }
  return { userId, ...outcomeOf(fields, values) };
}

/**
 * In the order and the letters in which groups are told of: the case of a name that is there already means nothing. A file that names
 * none leaves the user's as they are.
 */
function withGroups(claims: UserConfiguration["claims"], found: User | undefined): Record<string, unknown> {
  const present = (found?.claims.groups ?? []) as readonly string[];
  const asPresent = (name: string) => present.find((each) => foldUserName(each) === foldUserName(name)) ?? name;
  const groups = claims.groups === undefined ? found?.claims.groups : [...new Set(claims.groups.map(asPresent))].sort();
  return groups === undefined ? claims : { ...claims, groups };
}

/** A new password ends what the old one opened (security bar 17.4). Returns the sessions that were. */
async function replacePassword(
  userId: string,
  password: string,
  store: TenantStore,
  now: number,
): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  const endEverything = async () => {
    sessions.push(...(await store.sessions.listOf(userId)));
    await store.sessions.endAllOf(userId);
    await store.authorizations.revokeAllOf(userId, now);
  };
  // Also before, so that a crash in between cannot leave old sessions beside a password that already counts as unchanged.
  await endEverything();
  await store.users.setPasswordHash(userId, await hashPassword(password));
  await endEverything();
  return sessions;
}
