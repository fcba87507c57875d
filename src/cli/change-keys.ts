import { systemClock } from "../clock.ts";
import { recordBlocks } from "../configuration/records/blocks.ts";
import type { Entry } from "../configuration/records/record-block.ts";
import { type AuthenticatorApp, resealedApp } from "../credentials/authenticator-app.ts";
import { KEY_ALGORITHMS, type KeyAlgorithmName } from "../crypto/key-pair.ts";
import { createServerKeys, OtherKeyError, type ServerKeys } from "../crypto/sealing.ts";
import { resealedMessage } from "../notifications/message-queue.ts";
import { resealedClient } from "../protocol/client-secret.ts";
import { type RotationKind, rotateKey } from "../protocol/key-rotation.ts";
import { isRetired } from "../protocol/key-states.ts";
import type { TenantProperties } from "../protocol/model/tenant.ts";
import { resealedDocument } from "../protocol/sealed-document.ts";
import { resealedKey } from "../protocol/sealed-keys.ts";
import { didYouMean } from "../settings/nearest-word.ts";
import { type Settings, SettingsError } from "../settings.ts";
import type { MessageStore, QueuedMessage } from "../store/port/messages.ts";
import type { TenantStore } from "../store/port/store.ts";
import { auditCommand } from "./audit-command.ts";
import type { Flags } from "./given.ts";
import { timeText } from "./list-keys.ts";
import { demoEncryptionKey, requireEncryptionKey } from "./master-key.ts";
import { issuersOf, withOrganizations } from "./organizations.ts";

/** Rows that are read at a time. */
const AT_ONCE = 500;

export interface RotateOptions {
  readonly algorithm?: string;
  readonly now?: boolean;
  readonly revoke?: boolean;
}

/** `tessera keys rotate`: puts new keys in the place of the present ones, and prints from when on they are used. */
export async function rotateKeys(handle: string | undefined, options: RotateOptions, flags: Flags): Promise<void> {
  const kind: RotationKind = options.revoke ? "revoke" : options.now ? "now" : "planned";
  const algorithm = options.algorithm === undefined ? undefined : algorithmNamed(options.algorithm);
  await withOrganizations(handle, flags, async ({ settings, store, tenants }) => {
    const keyMaking = { serverKeys: await serverKeysOf(settings, tenants), rsaBits: settings.rsaKeyBits };
    for (const { id, name: issuer, store: tenantStore } of await issuersOf({ store, tenants })) {
      const now = Math.floor(systemClock.nowMilliseconds() / 1000);
      for (const name of algorithm === undefined ? await algorithmsOf(tenantStore, now) : [algorithm]) {
        const rotating = { id, store: tenantStore, keyMaking, now };
        const { kid, activatesAt, pending } = await explained(rotateKey(name, kind, rotating));
        await auditCommand(tenantStore, {
          action: "signing-key.rotate",
          target: { kind: "signing-key", id: kid },
          after: { algorithm: name, kind },
        });
        const when = activatesAt <= now ? "in use now" : `in use from ${timeText(activatesAt)}`;
        const what = pending ? "the key that was waiting" : "a new key";
        console.log(`${name} of ${issuer}: ${what}, ${when}: ${kid}`);
      }
    }
  });
}

/** `tessera keys reseal`: seals the private keys, the secrets and the messages that are stored with the present encryption key, which then suffices to open them. */
export async function resealKeys(flags: Flags): Promise<void> {
  await withOrganizations(undefined, flags, async ({ settings, store, tenants }) => {
    const serverKeys = await serverKeysOf(settings, tenants);
    let resealed = 0;
    for (const { id } of tenants) {
      const organizations = await store.forTenant(id).organizations.below(undefined);
      // An organization has keys and applications of its own too.
      for (const world of [id, ...organizations.map((organization) => organization.id)]) {
        resealed += await resealWorld(world, store.forTenant(world), serverKeys);
        resealed += await resealMessages(world, store.messages, serverKeys);
      }
    }
    console.log(`${resealed} sealed anew`);
  });
}

/** All that is sealed in a tenant, or in one of its organizations: how much of it was sealed with another key. */
async function resealWorld(id: string, store: TenantStore, serverKeys: ServerKeys): Promise<number> {
  const { keys, clients } = store;
  const now = Math.floor(systemClock.nowMilliseconds() / 1000);
  let resealed = 0;
  for (const key of (await keys.list()).filter((one) => !isRetired(one, now))) {
    const sealed = await explained((async () => resealedKey(id, key, serverKeys))());
    if (sealed === undefined) continue;
    await keys.reseal(key.sequence, sealed);
    await auditCommand(store, { action: "signing-key.reseal", target: { kind: "signing-key", id: key.kid } });
    resealed += 1;
  }
  for (const client of await clients.list()) {
    const sealed = await explained((async () => resealedClient(id, client, serverKeys))());
    if (sealed === undefined) continue;
    await clients.save(sealed);
    const target = { kind: "application", id: client.clientId, name: client.name };
    await auditCommand(store, { action: "application.reseal", target });
    resealed += 1;
  }
  resealed += await resealRecords(id, store, serverKeys, now);
  return resealed + (await resealApps(store, serverKeys));
}

/** The secrets in documents: how many documents there were with such of another key. */
async function resealRecords(tenantId: string, store: TenantStore, keys: ServerKeys, now: number): Promise<number> {
  let resealed = 0;
  for (const { kind, sealedAt } of recordBlocks) {
    if (sealedAt === undefined) continue;
    for (const record of await store.records.list<Entry>(kind)) {
      const { id, name, document } = record;
      const places = sealedAt(document, name, tenantId);
      const anew = await explained((async () => resealedDocument(document, places, keys))());
      if (anew === undefined) continue;
      await store.records.replace(kind, { ...record, document: anew }, now);
      const target = { kind: kind.replaceAll(" ", "-"), id, name };
      await auditCommand(store, { action: `${target.kind}.reseal`, target });
      resealed += 1;
    }
  }
  return resealed;
}

/** The secrets of authenticator apps: how many apps there were with one of another key. */
async function resealApps(store: TenantStore, keys: ServerKeys): Promise<number> {
  let resealed = 0;
  let after = "";
  for (;;) {
    const apps = await store.credentials.listKind<AuthenticatorApp>("totp", after, AT_ONCE);
    for (const app of apps) {
      const document = await explained((async () => resealedApp(app, keys))());
      // Whoever has used the app meanwhile has had it sealed anew.
      if (document !== undefined && (await store.credentials.replace({ ...app, document }))) resealed += 1;
      after = app.id;
    }
    if (apps.length < AT_ONCE) return resealed;
  }
}

/** Messages that wait, are on their way or are kept: how many there were of another key. */
async function resealMessages(tenantId: string, messages: MessageStore, keys: ServerKeys): Promise<number> {
  let resealed = 0;
  let after: string | undefined;
  for (;;) {
    const some = await messages.listAfter(tenantId, after, AT_ONCE);
    for (const message of some) {
      const sealed = resealedIfOpened(message, keys);
      if (sealed === undefined) continue;
      await messages.reseal(message, sealed);
      resealed += 1;
    }
    after = some.at(-1)?.id;
    if (some.length < AT_ONCE) return resealed;
  }
}

/** One of a key that is gone holds up nothing: nobody can send it, and it ends by itself. */
function resealedIfOpened(message: QueuedMessage, keys: ServerKeys): string | undefined {
  try {
    return resealedMessage(message, keys);
  } catch (error) {
    if (error instanceof OtherKeyError) return undefined;
    throw error;
  }
}

function algorithmNamed(name: string): KeyAlgorithmName {
  const names = Object.keys(KEY_ALGORITHMS) as KeyAlgorithmName[];
  const found = names.find((known) => known === name);
  if (found === undefined) throw new SettingsError(`--algorithm ${name} is not known: ${didYouMean(name, names)}`);
  return found;
}

/** Those that there are keys for, and in a new organization the one that it will need first. */
async function algorithmsOf({ keys }: TenantStore, now: number): Promise<Set<KeyAlgorithmName>> {
  const records = (await keys.list()).filter((key) => !isRetired(key, now));
  return new Set(records.length === 0 ? ["RS256"] : records.map(({ algorithm }) => algorithm as KeyAlgorithmName));
}

async function serverKeysOf(settings: Settings, tenants: readonly TenantProperties[]) {
  const onlyDemo = tenants.every((tenant) => tenant.demo);
  const key = onlyDemo ? (await demoEncryptionKey(settings)).key : requireEncryptionKey(settings);
  return createServerKeys(key, settings.previousEncryptionKey);
}

/** An encryption key that does not fit is told in one line. */
async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof OtherKeyError ? new SettingsError(error.message) : error;
  }
}
