/** What users prove who they are with, beside the password: passkeys, the secrets of authenticator apps, backup codes. */
export interface CredentialStore {
  /** False, and nothing stored, when another of the kind has the id, whoever has it, or there is no such user. */
  add(credential: Pick<Credential<object>, "userId" | "kind" | "id" | "document">, now: number): Promise<boolean>;
  find<Document>(kind: CredentialKind, id: string): Promise<Credential<Document> | undefined>;
  /** By the time that they were added. */
  listOf<Document>(userId: string, kind?: CredentialKind): Promise<Credential<Document>[]>;
  /** Everybody's of the kind, by their ids: those after the one named. */
  listKind<Document>(kind: CredentialKind, after: string, limit: number): Promise<Credential<Document>[]>;
  /**
   * Replaces the document and the time of the last use, of the version that the caller has seen. False, and nothing changed, when it is not
   * of that version any more: so of any number of callers that use up the same thing, exactly one is told true.
   */
  replace(
    credential: Pick<Credential<object>, "kind" | "id" | "version" | "document" | "lastUsedAt">,
  ): Promise<boolean>;
  /** False when the user has no such credential. */
  remove(userId: string, kind: CredentialKind, id: string): Promise<boolean>;
}

export type CredentialKind =
  | "password history"
  | "passkey"
  | "totp"
  | "backup codes"
  | "enabled factors"
  | "password state"
  | "remembered device";

export interface Credential<Document> {
  readonly userId: string;
  readonly kind: CredentialKind;
  /** Of a passkey its own id, in base64url; of a kind of which a user has one alone, the user's id. At most 2,000 ASCII characters. */
  readonly id: string;
  /** Without secrets, unless they are hashed or sealed. */
  readonly document: Document;
  readonly version: number;
  readonly createdAt: number;
  /** Undefined: never. */
  readonly lastUsedAt: number | undefined;
}
