import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { newId } from "../crypto/ids.ts";
import { hashPassword, verifyPassword } from "../crypto/password-hash.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import { needsSealedSecrets, sealSecret } from "../protocol/client-secret.ts";
import type { Client, Session, Tenant, User } from "../protocol/model.ts";
import type { Store, TenantStore } from "../store/store.ts";
import { changedFields } from "./changed-fields.ts";
import {
  type ApplicationConfiguration,
  type Configuration,
  ConfigurationError,
  type OrganizationConfiguration,
  type UserConfiguration,
} from "./configuration.ts";
import { FILE_KEYS, type SealSecret, toClient, toTenantSettings } from "./to-client.ts";

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
 * reverse, since users with public passwords may be left in it.
 */
export async function applyConfiguration(
  configuration: Configuration,
  store: Store,
  clock: Clock,
  sealing: Sealing,
  sessionsEnded: SessionsEnded = async () => {},
): Promise<Change[]> {
  const existing = new Map((await store.tenants.list()).map((tenant) => [tenant.handle, tenant]));
  for (const { handle } of configuration.organizations) {
    refuseOtherKind(existing.get(handle), configuration.demo);
  }

  const changes: Change[] = [];
  for (const organization of configuration.organizations) {
    const { tenant, change } = await applyOrganization(organization, configuration.demo, store, clock);
    changes.push(change);
    const tenantStore = store.forTenant(tenant.id);
    for (const application of organization.applications) {
      const outcome = await applyApplication(application, tenant, tenantStore, sealing);
      changes.push(named(outcome, "application", application.clientId, tenant));
    }
    for (const user of organization.users) {
      const { ended, ...outcome } = await applyUser(user, tenantStore, clock);
      changes.push(named(outcome, "user", user.userName, tenant));
      if (ended !== undefined) await sessionsEnded(tenant, ended.user, ended.sessions);
    }
  }
  return changes;
}

type Outcome = Omit<Change, "what">;

function named(outcome: Outcome, kind: string, name: string, tenant: Tenant): Change {
  return { ...outcome, what: `${kind} ${name} of ${tenant.handle}` };
}

function outcomeOf(fields: readonly string[]): Outcome {
  return fields.length === 0 ? { kind: "unchanged" } : { kind: "changed", fields };
}

function refuseOtherKind(tenant: Tenant | undefined, demo: boolean): void {
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
): Promise<{ tenant: Tenant; change: Change }> {
  const { handle, name = handle } = organization;
  const settings = toTenantSettings(organization);
  const what = `organization ${handle}`;
  const found = await store.tenants.find(handle);
  if (found === undefined) {
    const id = newId(clock.nowMilliseconds());
    const subjectSalt = randomBytes(32).toString("base64url");
    const tenant = await store.tenants.create({ id, handle, name, demo, settings, subjectSalt });
    return { tenant, change: { kind: "created", what } };
  }
  const outcome = outcomeOf(changedFields({ name: found.name, ...found.settings }, { name, ...settings }));
  if (outcome.kind === "changed") await store.tenants.update({ ...found, name, settings });
  return { tenant: found, change: { ...outcome, what } };
}

async function applyApplication(
  application: ApplicationConfiguration,
  tenant: Tenant,
  store: TenantStore,
  sealing: Sealing,
): Promise<Outcome> {
  const wanted = toClient(application);
  const found = await store.clients.find(wanted.clientId);
  const fields =
    found === undefined ? [] : changedFields(unsealed(found), wanted).map((field) => FILE_KEYS[field] ?? field);
  if (found === undefined || fields.length > 0) {
    await store.clients.save(
      needsSealedSecrets(wanted) ? toClient(application, await sealer(tenant, sealing)) : wanted,
    );
  }
  return found === undefined ? { kind: "created" } : outcomeOf(fields);
}

/** No two seals of a secret are alike: what tells whether it is the same is its hash. */
function unsealed(client: Client): Client {
  return { ...client, secrets: client.secrets.map(({ sealed: _, ...secret }) => secret) };
}

async function sealer({ id }: Tenant, sealing: Sealing): Promise<SealSecret> {
  const keys = await sealing();
  return (secret, clientId) => sealSecret(secret, id, clientId, keys);
}

interface UserOutcome extends Outcome {
  readonly ended?: { readonly user: User; readonly sessions: readonly Session[] };
}

async function applyUser(wanted: UserConfiguration, store: TenantStore, clock: Clock): Promise<UserOutcome> {
  const updatedAt = Math.floor(clock.nowMilliseconds() / 1000);
  const { userName, claims, password } = wanted;
  const found = await store.users.findByName(userName);
  if (found === undefined) {
    const user = { id: randomUUID(), userName, enabled: true, claims, updatedAt };
    try {
      await store.users.save(user, await hashPassword(password));
      return { kind: "created" };
    } catch (error) {
      // Unless another process that starts with the same file has made the user meanwhile.
      if ((await store.users.findByName(userName)) === undefined) throw error;
      return applyUser(wanted, store, clock);
    }
  }

  const fields = changedFields({ userName: found.user.userName, claims: found.user.claims }, { userName, claims });
  if (fields.length > 0) await store.users.save({ ...found.user, userName, claims, updatedAt }, found.passwordHash);
  if (!(await verifyPassword(password, found.passwordHash)).matches) {
    const sessions = await replacePassword(found.user.id, password, store, updatedAt);
    return { ...outcomeOf([...fields, "password"]), ended: { user: found.user, sessions } };
  }
  return outcomeOf(fields);
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
