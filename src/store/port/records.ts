/** What administrators keep and change now and then: each kind its documents, with an id, and a name that no other of the kind has. */
export interface RecordStore {
  /** False when the id or the name is taken. */
  add(kind: RecordKind, record: Pick<StoredRecord<object>, "id" | "name" | "document">, now: number): Promise<boolean>;
  find<Document>(kind: RecordKind, id: string): Promise<StoredRecord<Document> | undefined>;
  findByName<Document>(kind: RecordKind, name: string): Promise<StoredRecord<Document> | undefined>;
  /** By name. */
  list<Document>(kind: RecordKind): Promise<StoredRecord<Document>[]>;
  /** Replaces the name and the document of the version that the caller has seen. */
  replace(
    kind: RecordKind,
    record: Pick<StoredRecord<object>, "id" | "name" | "document" | "version">,
    now: number,
  ): Promise<"replaced" | "name taken" | "changed meanwhile">;
  /** False when there is none. */
  remove(kind: RecordKind, id: string): Promise<boolean>;
}

export type RecordKind =
  | "api resource"
  | "role"
  | "group"
  | "oidc scope"
  | "claim"
  | "identity provider"
  | "setting"
  | "email domain"
  | "user sharing"
  | "guest invitation"
  | "asynchronous operation"
  | "notification template"
  | "notification type"
  | "notification sender"
  | "applied configuration"
  | "consent purpose"
  | "consent element";

export interface StoredRecord<Document> {
  readonly id: string;
  readonly name: string;
  readonly document: Document;
  readonly version: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}
