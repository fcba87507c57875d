import type { User } from "../protocol/model/user.ts";
import type { CredentialKind } from "../store/port/credentials.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { BackupCodes } from "./backup-codes.ts";

/** The document of the credential of kind "enabled factors", which has the user's id. */
export interface EnabledFactors {
  /** Names of authenticators. */
  readonly names: readonly string[];
}

type World = { readonly store: Pick<TenantStore, "credentials"> };

/** The authenticators that the kinds of credentials are for. */
const AUTHENTICATORS: Partial<Record<CredentialKind, string>> = {
  totp: "totp",
  "backup codes": "backup-code-authenticator",
  passkey: "FIDOAuthenticator",
};

/** Where the codes of the others go to. */
const SENT_TO: Readonly<Record<string, readonly [address: string, verified: string]>> = {
  "email-otp-authenticator": ["email", "email_verified"],
  "sms-otp-authenticator": ["phone_number", "phone_number_verified"],
};

/** The second factors that the user has said to want to be asked for; undefined when they have said nothing. */
export async function chosenFactors(userId: string, { store }: World): Promise<readonly string[] | undefined> {
  return (await store.credentials.find<EnabledFactors>("enabled factors", userId))?.document.names;
}

/** The second factors that the user wants to be asked for: what they have said, else all that they have. */
export async function enabledFactors(userId: string, { store }: World): Promise<readonly string[]> {
  return (await chosenFactors(userId, { store })) ?? heldFactors(userId, { store });
}

/**
 * The second factors that stand before the user's account: of those that they have, the ones that they want to be asked for, or else all, as
 * a sign-in asks for them that has to have one.
 */
export async function protectingFactors(
  { id, claims }: Pick<User, "id" | "claims">,
  { store }: World,
): Promise<readonly string[]> {
  const held = await heldFactors(id, { store });
  const said = (await chosenFactors(id, { store })) ?? [];
  const chosen = said.filter((name) => held.includes(name) || isReached(claims, SENT_TO[name]));
  return chosen.length > 0 ? chosen : held;
}

/** What a credential is made for; an address is there for much else, and is a factor for those alone who say so. */
async function heldFactors(userId: string, { store }: World): Promise<readonly string[]> {
  const credentials = await store.credentials.listOf<{
    readonly secret?: string;
    readonly hashes?: BackupCodes["hashes"];
  }>(userId);
  const counting = credentials.filter(({ kind, document: { secret, hashes } }) => {
    if (kind === "totp") return secret !== undefined;
    return kind !== "backup codes" || hashes?.some((hash) => hash !== null);
  });
  return [...new Set(counting.flatMap(({ kind }) => AUTHENTICATORS[kind] ?? []))];
}

function isReached(claims: User["claims"], [name, verified]: readonly string[] = []): boolean {
  return name !== undefined && Boolean(claims[name]) && claims[verified as string] !== false;
}
