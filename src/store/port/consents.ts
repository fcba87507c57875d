import type { Grant } from "./authorizations.ts";

export interface ConsentStore {
  /** The scopes that the user has allowed the client for good; undefined when the user never did. */
  find(userId: string, clientId: string): Promise<readonly string[] | undefined>;
  /** Replaces what was allowed before. */
  save(userId: string, clientId: string, scope: readonly string[], now: number): Promise<void>;
  /** By the clients' ids. */
  listOf(userId: string): Promise<readonly Grant[]>;
  /** False when there was none. */
  remove(userId: string, clientId: string): Promise<boolean>;
}

/** What persons have agreed to, or not, of the purposes that administrators keep: each a document of theirs. */
export interface ConsentReceiptStore {
  /** False, and nothing stored, when there is no such user. */
  add(receipt: Pick<ConsentReceipt<object>, "id" | "userId" | "document">, now: number): Promise<boolean>;
  find<Document>(id: string): Promise<ConsentReceipt<Document> | undefined>;
  /** By id, of one user or of everybody; the first, or with `before` the last, `limit` of those in between. */
  list<Document>(query: ConsentReceiptQuery): Promise<ConsentReceipt<Document>[]>;
  /** False, and nothing changed, when it is not of that version any more. */
  replace(receipt: Pick<ConsentReceipt<object>, "id" | "version" | "document">): Promise<boolean>;
}

export interface ConsentReceiptQuery {
  readonly userId?: string | undefined;
  /** Ids, neither of which is meant itself. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface ConsentReceipt<Document> {
  /** A time-ordered UUID. */
  readonly id: string;
  readonly userId: string;
  readonly document: Document;
  readonly version: number;
  readonly createdAt: number;
}
