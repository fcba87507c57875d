import { LRUCache } from "lru-cache";
import type { Outbound } from "../../outbound/outbound.ts";
import type { FailureThrottle } from "../../throttling/failure-throttle.ts";
import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import { clientOfDocument, isDocumentUrl } from "./client-document.ts";

const SHORTEST_KEPT_SECONDS = 60;
const USUALLY_KEPT_SECONDS = 3600;
const LONGEST_KEPT_SECONDS = 86_400;
const MOST_DOCUMENTS = 1_000;
const ACCEPTED = ["application/json"];

/** Clients whose id is the https URL of their metadata (draft-ietf-oauth-client-id-metadata-document). */
export interface ClientDocuments {
  /** The client that the document at the URL describes; undefined for what is no such URL, and when there is no such document. */
  find(clientId: string, ctx: RequestedFrom): Promise<Client | undefined>;
}

/** For whom a document is fetched. */
export type RequestedFrom = Pick<ProtocolContext, "tenant" | "remoteNetwork" | "now" | "record">;

interface KeptClient {
  readonly client: Client;
  readonly freshUntil: number;
}

/**
 * Fetches the documents, and keeps good ones for as long as their Cache-Control allows, at least a minute and at most a day. Failures are
 * not kept (§5.2); `failures` limits how often somebody makes the server ask in vain.
 */
export function createClientDocuments(outbound: Pick<Outbound, "get">, failures: FailureThrottle): ClientDocuments {
  const kept = new LRUCache<string, KeptClient>({ max: MOST_DOCUMENTS });
  const underWay = new Map<string, Promise<Client | undefined>>();

  async function fetchClient(clientId: string, request: RequestedFrom): Promise<Client | undefined> {
    const { now, record } = request;
    try {
      const { text, maxAgeSeconds = USUALLY_KEPT_SECONDS } = await outbound.get(clientId, { accept: ACCEPTED });
      const client = await clientOfDocument(text, clientId, { outbound, now });
      const seconds = Math.min(Math.max(maxAgeSeconds, SHORTEST_KEPT_SECONDS), LONGEST_KEPT_SECONDS);
      kept.set(clientId, { client, freshUntil: now + seconds });
      return client;
    } catch (error) {
      // Whatever is wrong with it, there is no such client; the log says why.
      failures.fail(askerOf(request), now);
      record("client_document_refused", { client: clientId, reason: error instanceof Error ? error.message : "" });
      return undefined;
    }
  }

  return {
    async find(clientId, request) {
      if (!isDocumentUrl(clientId)) return undefined;
      const found = kept.get(clientId);
      if (found !== undefined && request.now < found.freshUntil) return found.client;
      let fetching = underWay.get(clientId);
      if (fetching === undefined) {
        if (failures.waitSeconds(askerOf(request), request.now) !== undefined) return undefined;
        fetching = fetchClient(clientId, request).finally(() => underWay.delete(clientId));
        underWay.set(clientId, fetching);
      }
      return fetching;
    },
  };
}

function askerOf({ tenant, remoteNetwork }: RequestedFrom): string {
  return `${tenant.id} ${remoteNetwork}`;
}
