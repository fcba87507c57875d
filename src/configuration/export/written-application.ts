import { isDeepStrictEqual } from "node:util";
import type { ApplicationAttestation, KeptOfApplication, ServiceAccount } from "../../protocol/model/application.ts";
import type { Client, ClientSecret } from "../../protocol/model/client.ts";
import { needsSecret } from "../../protocol/registration/credentials.ts";
import { REQUESTABLE_CLAIMS } from "../claims.ts";
import { fromClient, type WrittenApplication } from "../from-client.ts";
import { applicationSchema } from "../schema/application.ts";
import { MANAGEMENT_APIS } from "../schema/authorized-api.ts";
import { toClient } from "../to-client.ts";
import { at } from "../unchecked.ts";

/** How a written application tells its secrets: by the text that stands for one, or by its hash. */
export type WriteSecret = (which: "clientSecret" | "previousClientSecret", secret: ClientSecret | undefined) => string;
/** What stands for the key file of a service account. */
export type WriteAccount = (account: ServiceAccount) => string;

/** Members whose default is not the same for all applications. */
const ALWAYS = ["clientId", "name", "allowedOrigins"];

/**
 * The application as a file has it, without what says only the default. `writeSecret` says what stands for a secret; undefined: hashes do.
 * Organizations that it is shared with are told by handle. Without `writeAccount` the file does not say by which account Google is asked.
 */
export function writtenApplication(
  client: Client,
  organizations: ReadonlyMap<string, string>,
  writeSecret: WriteSecret | undefined,
  writeAccount?: WriteAccount,
): WrittenApplication {
  const { application, requestedClaims } = client;
  const speaks = client.grantTypes.length > 0;
  const known = requestedClaims?.filter((claim) => REQUESTABLE_CLAIMS.includes(claim));
  const others = requestedClaims?.filter((claim) => !REQUESTABLE_CLAIMS.includes(claim)) ?? [];
  const { grantTypes, ...protocol } = fromClient(client);
  const { clientId, name, ...rest } = withoutDefaults({
    ...protocol,
    ...(speaks && { grantTypes }),
    requestedClaims: known,
  });
  return present({
    clientId,
    id: application?.id,
    name,
    description: application?.description,
    accessUrl: application?.accessUrl,
    templateId: application?.templateId,
    ...(!speaks && { inboundProtocol: "none" }),
    revoked: application?.revoked,
    ...writtenSecrets(client, writeSecret),
    ...rest,
    ...(isDeepStrictEqual(rest.authorizedAPIs, MANAGEMENT_APIS) && { authorizedAPIs: "management" }),
    otherRequestedClaims: others.length > 0 ? others : undefined,
    mandatoryClaims: application?.mandatoryClaims,
    allowedAudience: application?.rolesOf === "application" ? "APPLICATION" : undefined,
    ...sharedWith(client, organizations),
    attestationMetaData: writtenAttestation(application?.attestation, writeAccount),
    kept: withoutAttestation(application?.kept),
  }) as unknown as WrittenApplication;
}

function writtenAttestation(attestation: ApplicationAttestation | undefined, write: WriteAccount | undefined) {
  if (attestation === undefined) return undefined;
  const { required, androidPackageName, serviceAccount, appleAppId, bound } = attestation;
  return {
    enableClientAttestation: required || undefined,
    androidPackageName,
    androidAttestationServiceCredentials: serviceAccount && write?.(serviceAccount),
    appleAppId,
    bindToRequest: bound,
  };
}

/** What was once stored there as it was sent has a key in it that is not sealed, and stands beside it by now. */
function withoutAttestation(kept: KeptOfApplication | undefined): KeptOfApplication | undefined {
  const { advancedConfigurations, ...application } = kept?.application ?? {};
  if (at(advancedConfigurations, "attestationMetaData") === undefined) return kept;
  const { attestationMetaData: _, ...others } = advancedConfigurations as Members;
  return { ...kept, application: { ...application, advancedConfigurations: others } };
}

function sharedWith({ sharing }: Client, organizations: ReadonlyMap<string, string>) {
  if (sharing.with === "all") return { sharedWith: "all" };
  const handlesOf = (ids: readonly string[]) => ids.flatMap((id) => organizations.get(id) ?? []).sort();
  const handles = sharing.with === "none" ? [] : handlesOf(sharing.with);
  const below = handlesOf(sharing.below ?? []);
  return {
    ...(handles.length > 0 && { sharedWith: handles }),
    ...(below.length > 0 && { sharedWithAllBelow: below }),
  };
}

function writtenSecrets(client: Client, write: WriteSecret | undefined) {
  const [present, previous] = client.secrets;
  const isMissing = present === undefined && needsSecret(client) && client.grantTypes.length > 0;
  const isRevoked = client.application?.revoked !== undefined;
  const tell = (key: "clientSecret" | "previousClientSecret", secret: ClientSecret | undefined) =>
    write === undefined && secret !== undefined && secret.sealed === undefined
      ? { [`${key}Hash`]: secret.hash }
      : { [key]: write?.(key, secret) };
  return {
    ...((present !== undefined || (isMissing && !isRevoked)) && tell("clientSecret", present)),
    ...(present?.expiresAt !== undefined && { clientSecretExpiresAt: timeOf(present.expiresAt) }),
    ...(previous !== undefined && tell("previousClientSecret", previous)),
    ...(previous?.expiresAt !== undefined && { previousClientSecretExpiresAt: timeOf(previous.expiresAt) }),
  };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

type Members = Readonly<Record<string, unknown>>;

const DEFAULTS = present(fromClient(toClient(applicationSchema.parse({ clientId: "any" })))) as Members;

function withoutDefaults(written: WrittenApplication): WrittenApplication {
  const members = Object.entries(present(written)).flatMap(([name, value]) => {
    if (ALWAYS.includes(name)) return [[name, value]];
    const standard = DEFAULTS[name];
    if (isDeepStrictEqual(value, standard)) return [];
    return [[name, isMembers(value) && isMembers(standard) ? differing(value, standard) : value]];
  });
  return Object.fromEntries(members);
}

function differing(value: Members, standard: Members): Members {
  return Object.fromEntries(
    Object.entries(value).filter(([name, member]) => !isDeepStrictEqual(member, standard[name])),
  );
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without the members that are undefined, at every depth. */
function present<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}
