import type { ServerKeys } from "../crypto/sealing.ts";
import { accountKeySealer, isSealed, type SealAccountKey } from "../protocol/client-attestation/service-account.ts";
import { needsSealedSecrets, sealSecret } from "../protocol/client-secret.ts";
import type { Client } from "../protocol/model/client.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import type { TenantStore } from "../store/port/store.ts";
import { changedFields } from "./changed-fields.ts";
import { type ApplicationConfiguration, ConfigurationError } from "./configuration.ts";
import { type Outcome, valuesOf } from "./outcome.ts";
import { FILE_KEYS, type OrganizationIds, type SealSecret, toApplication, toClient } from "./to-client.ts";

/** Where the server's keys come from: asked only when something is to be sealed, or to be held against what is. */
export type Sealing = () => Promise<Pick<ServerKeys, "seal" | "open">>;

/** Makes the store hold the application. How it has registered itself, if it has, and what the file does not say of it stays. */
export async function applyApplication(
  application: ApplicationConfiguration,
  organizations: OrganizationIds,
  tenant: Tenant,
  store: TenantStore,
  sealing: Sealing,
): Promise<Outcome> {
  const found = await store.clients.find(application.clientId);
  const made = (seal?: SealSecret, sealKey?: SealAccountKey): Client => {
    const client = toClient(application, organizations, seal);
    const { registration, requestedClaims } = found ?? {};
    const isSame = new Set(requestedClaims).symmetricDifference(new Set(client.requestedClaims)).size === 0;
    return {
      ...client,
      ...(registration && { registration }),
      // The file has names of two kinds, one after the other.
      ...(isSame && client.requestedClaims !== undefined && { requestedClaims: requestedClaims ?? [] }),
      application: toApplication(application, found?.application, sealKey),
    };
  };
  const wanted = made();
  const before = found && described(found);
  const after = described(wanted);
  const fields = before === undefined ? [] : changedFields(before, after);
  if (before === undefined && (await hasIdOfAnother(wanted, store))) {
    throw new ConfigurationError(`application ${wanted.clientId} has the id of another one: take its id out`);
  }
  if (before === undefined || fields.length > 0) {
    await store.clients.save(await sealed(wanted, made, tenant, sealing));
  }
  if (before === undefined) return { kind: "created", values: { after } };
  if (fields.length === 0) return { kind: "unchanged" };
  return {
    kind: "changed",
    fields: fields.map((field) => FILE_KEYS[field] ?? field),
    values: valuesOf(fields, before, after),
  };
}

async function hasIdOfAnother({ application }: Client, { clients }: TenantStore): Promise<boolean> {
  return application !== undefined && (await clients.findByApplicationId(application.id)) !== undefined;
}

/**
 * The client as far as a file describes one. No two seals of a secret are alike: what tells whether it is the same is its hash.
 */
function described(client: Client): Omit<Client, "application" | "registration"> {
  const { application, registration: _, ...rest } = client;
  const { id: _i, attestation, ...kept } = application ?? { id: "" };
  const { serviceAccount } = attestation ?? {};
  const unsealed = serviceAccount && { ...serviceAccount, sealedKey: undefined };
  const secrets = client.secrets.map(({ hash, expiresAt }) => ({ hash, expiresAt }));
  const attested = attestation && { attestation: { ...attestation, serviceAccount: unsealed } };
  return { ...rest, sharing: inOrder(client.sharing), secrets, ...kept, ...attested };
}

/** Organizations by id: it means nothing in which order they were named. */
function inOrder({ with: shared, below }: Client["sharing"]): Client["sharing"] {
  const sorted = typeof shared === "string" ? shared : [...shared].sort();
  return { with: sorted, ...(below !== undefined && { below: [...below].sort() }) };
}

/** The client with its secrets sealed, those that have to be had again; the server's keys are asked for only where there are some. */
async function sealed(
  wanted: Client,
  made: (seal?: SealSecret, sealKey?: SealAccountKey) => Client,
  { id }: Tenant,
  sealing: Sealing,
): Promise<Client> {
  const account = wanted.application?.attestation?.serviceAccount;
  const ofSecrets = needsSealedSecrets(wanted);
  if (!ofSecrets && (account === undefined || isSealed(account))) return wanted;
  const keys = await sealing();
  const seal: SealSecret = (secret, clientId) => sealSecret(secret, id, clientId, keys);
  return made(ofSecrets ? seal : undefined, accountKeySealer(id, keys));
}
