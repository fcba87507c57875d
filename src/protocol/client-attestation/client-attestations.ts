import { sha256 } from "../../crypto/hashes.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { ApplicationAttestation } from "../model/application.ts";
import type { Client } from "../model/client.ts";
import { isAppAttest, verifyAppAttest } from "./app-attest.ts";
import { AttestationFault } from "./attestation-fault.ts";
import type { AttestationAuthorities } from "./authorities.ts";
import { createPlayIntegrity, isIntegrityToken } from "./play-integrity.ts";
import { openAccountKey } from "./service-account.ts";

/** That an application which signs its users in itself is the one from its store, on a device that has not been tampered with. */
export interface ClientAttestations {
  /**
   * Refuses with `invalid_client` what nobody vouches for, of a client that was told to show it (contract §14.1). Of any number of
   * requests with one attestation exactly one passes. `sent`: the header `x-client-attestation`.
   */
  verify(client: Client, sent: AttestedRequest, ctx: ProtocolContext): Promise<void>;
}

export interface AttestedRequest {
  readonly attestation: string | undefined;
  /** What a request is bound by, where the application says so (RFC 7636 §4.2). */
  readonly codeChallenge: string | undefined;
}

/** What is kept of an attestation, so that it does once. */
interface Proven {
  readonly id: string;
  readonly expiresAt: number;
}

/** Asks Google, and holds what Apple's devices say against Apple's root. */
export function createClientAttestations(authorities: AttestationAuthorities, outbound: Outbound): ClientAttestations {
  const playIntegrity = createPlayIntegrity(authorities, outbound);

  async function prove(client: Client, sent: AttestedRequest, ctx: ProtocolContext): Promise<Proven> {
    const rules = client.application?.attestation as ApplicationAttestation;
    const { attestation: text = "", codeChallenge } = sent;
    const { bound = false, androidPackageName: packageName, serviceAccount: account, appleAppId: appId } = rules;
    if (bound && codeChallenge === undefined) throw new AttestationFault("a request without a code challenge");
    const challenge = bound ? codeChallenge : undefined;
    const { now } = ctx;
    if (isIntegrityToken(text)) {
      if (packageName === undefined || account === undefined) throw new AttestationFault("no application of Android");
      const accountKey = () => openAccountKey(account, ctx.tenant.id, client.clientId, ctx.sealing);
      return playIntegrity.verify(text, { packageName, account, accountKey, requestHash: challenge, now });
    }
    if (isAppAttest(text)) {
      if (appId === undefined) throw new AttestationFault("no application of Apple's devices");
      const clientDataHash = challenge === undefined ? undefined : sha256(challenge);
      return verifyAppAttest(text, { appId, root: authorities.appAttestRoot, clientDataHash, now });
    }
    throw new AttestationFault(text === "" ? "none" : "of no known form");
  }

  return {
    async verify(client, sent, ctx) {
      if (!client.application?.attestation?.required) return;
      const { clientSecretFailures: failures, now } = ctx;
      const throttleKey = `${ctx.tenant.id} attestation ${client.clientId} ${ctx.remoteNetwork}`;
      const retryAfterSeconds = failures.waitSeconds(throttleKey, now);
      if (retryAfterSeconds !== undefined) {
        throw new OAuthError("invalid_client", "Too many failed attempts.", { status: 429, retryAfterSeconds });
      }
      try {
        const { id, expiresAt } = await prove(client, sent, ctx);
        const isFirst = await ctx.store.transients.add("client attestation", id, {}, expiresAt, now);
        if (!isFirst) throw new AttestationFault("used before");
      } catch (error) {
        if (!(error instanceof AttestationFault)) throw error;
        failures.fail(throttleKey, now);
        ctx.record("client_attestation_refused", { client: client.clientId, reason: error.message });
        throw new OAuthError("invalid_client", "The application's attestation is missing or does not hold.");
      }
    },
  };
}
