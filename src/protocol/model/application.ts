/** What administrators keep of a client beside what the protocol needs (contract §17.1). */
export interface Application {
  /** A UUID that never changes: what the management APIs and roles call the client by. */
  readonly id: string;
  readonly description?: string | undefined;
  /** Where its users find it. */
  readonly accessUrl?: string | undefined;
  /** What it was made by. */
  readonly templateId?: string | undefined;
  /** Whose roles its users' tokens tell; undefined: the organization's. */
  readonly rolesOf?: "application" | undefined;
  /** Those of `requestedClaims` that it cannot do without. */
  readonly mandatoryClaims?: readonly string[] | undefined;
  /** Its tokens were ended and it is switched off until an administrator gives it a new secret; then it is as `enabled` says. */
  readonly revoked?: { readonly enabled: boolean } | undefined;
  /** What it shows, where it signs its users in itself, of being the one from its store. */
  readonly attestation?: ApplicationAttestation | undefined;
  /** By Asgardeo's names: what is told as it was sent, and means nothing to the server. */
  readonly kept?: KeptOfApplication | undefined;
}

export interface KeptOfApplication {
  readonly application?: Readonly<Record<string, unknown>> | undefined;
  readonly oidc?: Readonly<Record<string, unknown>> | undefined;
}

/** By what an application is known to the makers of devices (contract §14.1). */
export interface ApplicationAttestation {
  /** Whether no sign-in begins without. */
  readonly required: boolean;
  readonly androidPackageName?: string | undefined;
  /** By which Google is asked. */
  readonly serviceAccount?: ServiceAccount | undefined;
  /** The team's id, a dot, and the bundle's id. */
  readonly appleAppId?: string | undefined;
  /** Whether an attestation names the code challenge of its request, and counts for that request alone. */
  readonly bound?: boolean | undefined;
}

/** An account of a program's with Google. */
export interface ServiceAccount {
  readonly email: string;
  readonly keyId?: string | undefined;
  /** What else its key file says, as it was sent. */
  readonly kept: Readonly<Record<string, unknown>>;
  /** base64url of the private key's SHA-256: no two seals of it are alike. */
  readonly keyHash: string;
  /** The private key in PEM, sealed. */
  readonly sealedKey: string;
}

/** One step of signing in, which is done by any one of its options. */
export interface SignInStep {
  readonly options: readonly SignInOption[];
  /** Of a step that a request adds: the `acr` that it is to lead to. Where that is reached without it there is no such step. */
  readonly leadsTo?: string | undefined;
}

/** A way to sign in, by Asgardeo's names. */
export interface SignInOption {
  /** `LOCAL`, or the name of the connection to another identity provider. */
  readonly idp: string;
  readonly authenticator: string;
}
