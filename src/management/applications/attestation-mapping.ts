import type { z } from "zod";
import { MASK } from "../../crypto/masked.ts";
import { ANDROID_PACKAGE, APPLE_APP, canBeAttested } from "../../protocol/client-attestation/attestation-rules.ts";
import { accountKeySealer, toServiceAccount } from "../../protocol/client-attestation/service-account.ts";
import type { ApplicationAttestation, ServiceAccount } from "../../protocol/model/application.ts";
import type { Client } from "../../protocol/model/client.ts";
import type { ManagementContext } from "../operation.ts";
import { invalidRequest } from "./errors.ts";
import type { attestationForm } from "./forms.ts";

type AttestationMetaData = z.output<typeof attestationForm>;

const WHERE = "advancedConfigurations.attestationMetaData";

/** What an application shows of being the one from its store, as the API tells it; the service account's key is nobody's to read. */
export function toMetaData({ application }: Client): AttestationMetaData | undefined {
  if (application?.attestation === undefined) return undefined;
  const { required, androidPackageName, serviceAccount, appleAppId, bound } = application.attestation;
  return {
    enableClientAttestation: required,
    androidPackageName,
    androidAttestationServiceCredentials: serviceAccount && toKeyFile(serviceAccount),
    appleAppId,
    ...(bound && { bindToRequest: bound }),
  };
}

/**
 * The client with what the whole meta data says. Refuses a key file that is none, names that are none, and to demand what nothing could be
 * held against. A masked key stays as it was.
 */
export function withAttestation(
  client: Client,
  metaData: AttestationMetaData | undefined,
  before: Client | undefined,
  ctx: Pick<ManagementContext, "tenant" | "sealing">,
): Client {
  if (metaData === undefined || client.application === undefined) return client;
  const { androidPackageName, androidAttestationServiceCredentials: keyFile, appleAppId } = metaData;
  const attestation: ApplicationAttestation = {
    required: metaData.enableClientAttestation ?? false,
    androidPackageName: nameOf(androidPackageName, ANDROID_PACKAGE, "androidPackageName"),
    serviceAccount: accountOf(keyFile, client.clientId, before?.application?.attestation?.serviceAccount, ctx),
    appleAppId: nameOf(appleAppId, APPLE_APP, "appleAppId"),
    ...(metaData.bindToRequest && { bound: true }),
  };
  if (attestation.required && !canBeAttested(attestation)) {
    throw invalidRequest(`${WHERE}: androidPackageName with its credentials, or appleAppId, is needed.`);
  }
  return { ...client, application: { ...client.application, attestation } };
}

/** Forms send an empty text for none. */
function nameOf(sent: string | undefined, pattern: RegExp, member: string): string | undefined {
  if (!sent) return undefined;
  if (!pattern.test(sent)) throw invalidRequest(`${WHERE}.${member} is not such a name.`);
  return sent;
}

function accountOf(
  keyFile: Readonly<Record<string, unknown>> | undefined,
  clientId: string,
  before: ServiceAccount | undefined,
  { tenant, sealing }: Pick<ManagementContext, "tenant" | "sealing">,
): ServiceAccount | undefined {
  if (keyFile === undefined || Object.keys(keyFile).length === 0) return undefined;
  const isKept = keyFile.private_key === MASK && keyFile.client_email === before?.email;
  const account = isKept ? before : toServiceAccount(keyFile, clientId, accountKeySealer(tenant.id, sealing));
  if (account !== undefined) return account;
  throw invalidRequest(`${WHERE}.androidAttestationServiceCredentials is not the key file of a service account.`);
}

function toKeyFile({ email, keyId, kept }: ServiceAccount) {
  return { type: "service_account", ...kept, private_key_id: keyId, private_key: MASK, client_email: email };
}
