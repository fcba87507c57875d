/** The clients and users that both servers have, so that both do the same work. */
export const CALLBACK = "https://app.example/callback";
export const PASSWORD = "correct horse battery";
export const SECRET = "the secret of the benchmark's services";
/** More than there are connections: an account that many sign in to at once would be locked. */
export const USER_COUNT = 512;

export interface BenchClient {
  readonly clientId: string;
  readonly kind: "public" | "service";
  readonly idTokenAlgorithm: "RS256" | "ES256";
  /** Undefined: opaque access tokens. */
  readonly accessTokenAlgorithm: "RS256" | "ES256" | undefined;
}

/** A public client: PKCE S256, opaque access token, rotated refresh token, an ID token signed with RSA-2048. */
export const spa = client("spa", "public");
/** The same with an ID token signed with P-256. */
export const spaEs256 = { ...client("spa-es256", "public"), idTokenAlgorithm: "ES256" } as const;
/** Acts for itself, with a secret. */
export const service = client("service", "service");
export const serviceRs256 = { ...client("service-rs256", "service"), accessTokenAlgorithm: "RS256" } as const;
export const serviceEs256 = { ...client("service-es256", "service"), accessTokenAlgorithm: "ES256" } as const;

export const CLIENTS: readonly BenchClient[] = [spa, spaEs256, service, serviceRs256, serviceEs256];

/** A user's name by number. */
export function userName(number: number): string {
  return `user${number % USER_COUNT}`;
}

/** What both servers tell of a user. */
export function claimsOf(name: string) {
  return { given_name: "Kim", family_name: "Larsen", email: `${name}@example.com`, email_verified: true };
}

function client(clientId: string, kind: BenchClient["kind"]): BenchClient {
  return { clientId, kind, idTokenAlgorithm: "RS256", accessTokenAlgorithm: undefined };
}
