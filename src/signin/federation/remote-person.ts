/** Somebody whom a provider has signed in, by what it says of them. */
export interface RemotePerson {
  /** What the provider calls them, now and always: with the provider's record it is who they are (security bar 24.1). */
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The provider's session (OpenID Connect Back-Channel Logout §2.1). */
  readonly sid?: string | undefined;
  /** For the provider's logout. */
  readonly idToken?: string | undefined;
}

/** What the provider's account is called when it is spoken of to its owner. */
export function accountOf({ subject, claims }: Pick<RemotePerson, "subject" | "claims">): string {
  const { email, preferred_username: preferred, login, name } = claims;
  const [called] = [email, preferred, login, name].filter((text) => typeof text === "string" && text !== "");
  return (called as string | undefined) ?? subject;
}

/** As long as an association may be. In characters. */
export const LONGEST_SUBJECT = 255;

/** The e-mail address that the provider tells; `verified` as it says itself. Apple writes the word and not the value. */
export function emailOf({ claims }: Pick<RemotePerson, "claims">): { email: string; verified: boolean } | undefined {
  const { email, email_verified: verified } = claims;
  // NUL is in no address, and no database of ours takes it (security bar 7.6).
  if (typeof email !== "string" || email === "" || email.includes("\0")) return undefined;
  return { email, verified: verified === true || verified === "true" };
}
