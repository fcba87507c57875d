import type { CredentialKind, TenantStore } from "../store/store.ts";

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

/** The second factors that the user has said to want to be asked for; undefined when they have said nothing. */
export async function chosenFactors(userId: string, { store }: World): Promise<readonly string[] | undefined> {
  return (await store.credentials.find<EnabledFactors>("enabled factors", userId))?.document.names;
}

/** The second factors that the user wants to be asked for: what they have said, else all that they have. */
export async function enabledFactors(userId: string, { store }: World): Promise<readonly string[]> {
  const said = await chosenFactors(userId, { store });
  if (said !== undefined) return said;
  const credentials = await store.credentials.listOf<{ readonly secret?: string }>(userId);
  const counting = credentials.filter(({ kind, document }) => kind !== "totp" || document.secret !== undefined);
  const names = counting.flatMap(({ kind }) => AUTHENTICATORS[kind] ?? []);
  return [...new Set(names)];
}
