export interface KeyStore {
  /** By rising sequence. */
  list(): Promise<readonly SigningKeyRecord[]>;
  /**
   * Adds the key and changes the times of others, in one commit. False, and nothing stored, when the sequence is taken: another
   * process made that key first.
   */
  add(key: SigningKeyRecord, others?: readonly SigningKeyTimes[]): Promise<boolean>;
  setTimes(keys: readonly SigningKeyTimes[]): Promise<void>;
  /** Stores the same private key sealed anew. */
  reseal(sequence: number, sealedPrivateKey: string): Promise<void>;
}

/** A key pair of a tenant, to sign with or to decrypt with. */
export interface SigningKeyRecord {
  /** 1 for the tenant's first key, then 2, 3 …, whatever the algorithm. */
  readonly sequence: number;
  readonly kid: string;
  readonly algorithm: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** Sealed by `crypto/sealing.ts`; storage never sees the key itself. */
  readonly sealedPrivateKey: string;
  readonly createdAt: number;
  /** From when on it is used. */
  readonly activatesAt: number;
  /** From when on it means nothing any more; undefined while no other key has taken its place. */
  readonly retiresAt: number | undefined;
}

/** New times of a key. */
export type SigningKeyTimes = Pick<SigningKeyRecord, "sequence" | "activatesAt" | "retiresAt">;
