import type { Session } from "../../protocol/model/session.ts";

export interface SessionStore {
  /** In the place of one that has the id already. */
  create(session: Session, secretHash: Buffer, expiresAt: number): Promise<void>;
  /** Also one whose time is over: the caller knows the time-outs. */
  find(id: string): Promise<{ session: Session; secretHash: Buffer } | undefined>;
  touch(id: string, lastUsedAt: number, expiresAt: number): Promise<void>;
  end(id: string): Promise<void>;
  /** Also those whose time is over. */
  listOf(userId: string): Promise<Session[]>;
  /** Those whose time is not over, the newest first unless the query says otherwise. */
  search(query: SessionQuery): Promise<Session[]>;
  endAllOf(userId: string): Promise<void>;
}

/** Which sessions are meant. Ids are in the order of time: one may be made of a time alone (`leastIdAt`). */
export interface SessionQuery {
  /** Undefined: everybody's. */
  readonly userId?: string | undefined;
  /** The least id. */
  readonly from?: string | undefined;
  /** An id greater than all. */
  readonly before?: string | undefined;
  readonly oldestFirst?: boolean;
  readonly now: number;
  readonly limit: number;
}
