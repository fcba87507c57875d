import { LRUCache } from "lru-cache";
import { type Jwk, jwkOfCertificate, readJwks } from "../crypto/jwk.ts";
import { JwtFault } from "../crypto/jwt-fault.ts";
import type { Outbound } from "../outbound/outbound.ts";

const LONGEST_KEPT_SECONDS = 600;
/** An unknown `kid` makes the server fetch a key set again, but not more often than this (security bar 20.6). */
const REFETCH_SECONDS = 30;
/** A key set that cannot be fetched is not tried again before. */
const RETRY_SECONDS = 5;
/** Of the texts of the key sets that are kept. */
const MOST_KEPT_CHARACTERS = 33_554_432;
const ACCEPTED = ["application/json", "application/jwk-set+json"];

/** Where a client's public keys stand; of several places the first counts. */
export interface KeyPlaces {
  /** A JWKS document, parsed. */
  readonly jwks?: unknown;
  readonly jwksUri?: string | undefined;
  readonly certificate?: string | undefined;
}

/** The public keys of clients, which sign with them and are encrypted to. */
export interface ClientKeys {
  /**
   * The client's keys; none when it has no place for them. With a `kid` that a fetched set does not have, the set is fetched anew. Throws
   * a JwtFault when there is no such set.
   */
  keysOf(client: KeyPlaces, options: { readonly kid?: unknown; readonly now: number }): Promise<readonly Jwk[]>;
}

interface FetchedSet {
  readonly keys: readonly Jwk[] | JwtFault;
  readonly characters: number;
  readonly freshUntil: number;
}

/** Keys of clients, with the fetched sets kept for as long as their Cache-Control allows, at most 10 minutes, at least 30 seconds. */
export function createClientKeys(outbound: Pick<Outbound, "get">): ClientKeys {
  const sets = new LRUCache<string, FetchedSet>({
    maxSize: MOST_KEPT_CHARACTERS,
    sizeCalculation: ({ characters }, uri) => 1 + uri.length + characters,
  });
  const lastRefetch = new LRUCache<string, number>({ max: 10_000 });
  const underWay = new Map<string, Promise<FetchedSet>>();

  /** Concurrent callers share one request. */
  function fetchOnce(uri: string, now: number): Promise<FetchedSet> {
    let fetching = underWay.get(uri);
    if (fetching === undefined) {
      fetching = fetchSet(outbound, uri, now).finally(() => underWay.delete(uri));
      underWay.set(uri, fetching);
    }
    return fetching;
  }

  /** One request at a time: a caller who comes while the set is on its way waits for it. */
  function mayRefetch(uri: string, now: number): boolean {
    return underWay.has(uri) || (lastRefetch.get(uri) ?? Number.NEGATIVE_INFINITY) + REFETCH_SECONDS <= now;
  }

  async function keysAt(uri: string, kid: unknown, now: number): Promise<readonly Jwk[]> {
    let set = sets.get(uri);
    if (set === undefined || set.freshUntil <= now) {
      set = await fetchOnce(uri, now);
      sets.set(uri, set);
    } else if (lacks(set, kid) && mayRefetch(uri, now)) {
      lastRefetch.set(uri, now);
      const newer = await fetchOnce(uri, now);
      // What was good stays good while the place cannot be reached.
      if (!(newer.keys instanceof JwtFault)) {
        set = newer;
        sets.set(uri, set);
      }
    }
    if (set.keys instanceof JwtFault) throw set.keys;
    return set.keys;
  }

  return {
    async keysOf({ jwks, jwksUri, certificate }, { kid, now }) {
      if (jwks !== undefined) return readJwks(jwks);
      if (jwksUri !== undefined) return keysAt(jwksUri, kid, now);
      return certificate === undefined ? [] : [jwkOfCertificate(certificate)];
    },
  };
}

function lacks({ keys }: FetchedSet, kid: unknown): boolean {
  return kid !== undefined && !(keys instanceof JwtFault) && !keys.some((key) => key.kid === kid);
}

async function fetchSet(outbound: Pick<Outbound, "get">, uri: string, now: number): Promise<FetchedSet> {
  try {
    const { text, maxAgeSeconds = LONGEST_KEPT_SECONDS } = await outbound.get(uri, { accept: ACCEPTED });
    const seconds = Math.min(Math.max(maxAgeSeconds, REFETCH_SECONDS), LONGEST_KEPT_SECONDS);
    return { keys: readJwks(JSON.parse(text)), characters: text.length, freshUntil: now + seconds };
  } catch (cause) {
    const keys = new JwtFault("the key set cannot be fetched", { cause });
    return { keys, characters: 0, freshUntil: now + RETRY_SECONDS };
  }
}
