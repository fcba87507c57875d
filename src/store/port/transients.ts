/** What is kept for minutes: pushed requests, device codes, the ids of proofs and assertions already seen. */
export interface TransientStore {
  /** False when the key is taken. The key is stored as a hash. */
  add(kind: TransientKind, key: string, document: object, expiresAt: number, now: number): Promise<boolean>;
  /** Undefined too when its time is over. */
  find<Document>(kind: TransientKind, key: string, now: number): Promise<Transient<Document> | undefined>;
  /** False, and nothing changed, when it is not of that version any more. */
  replace(kind: TransientKind, key: string, version: number, document: object): Promise<boolean>;
  /** False when it is not of that version any more: of any number of callers exactly one is told true. */
  remove(kind: TransientKind, key: string, version: number): Promise<boolean>;
}

export type TransientKind =
  | "pushed request"
  | "client assertion"
  | "request object"
  | "proof"
  | "device code"
  | "user code"
  | "authentication request"
  | "jwt grant"
  | "session clients"
  | "sign-in flow"
  | "provider sessions"
  | "provider logout"
  | "account code"
  | "account flow"
  | "account flow end"
  | "passkey challenge"
  | "guest invitation"
  | "way's removal"
  | "backup codes' making"
  | "member ticket"
  | "client attestation";

export interface Transient<Document> {
  readonly document: Document;
  readonly version: number;
  readonly expiresAt: number;
}
