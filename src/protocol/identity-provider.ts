import type { ServerKeys } from "../crypto/sealing.ts";
import type { StoredRecord } from "../store/port/records.ts";
import type { TenantStore } from "../store/port/store.ts";
import { findFederatedAuthenticator } from "./federated-authenticators.ts";
import type { FederatedAuthenticator, IdentityProviderDocument } from "./model/identity-provider.ts";
import type { SealedPlace } from "./sealed-document.ts";

/** A server that users sign in with. */
export type IdentityProvider = StoredRecord<IdentityProviderDocument>;

/** What one needs to sign somebody in by OpenID Connect, or by OAuth 2.0 where the provider gives no ID tokens. */
export interface ConnectionSettings {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Where the client secret has to be signed first, as Apple wants it: with this key. */
  readonly secretKey: { readonly teamId: string; readonly keyId: string; readonly privateKey: string } | undefined;
  readonly issuer: string | undefined;
  readonly jwksUri: string | undefined;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint: string | undefined;
  readonly logoutEndpoint: string | undefined;
  /** Undefined: `{tenant}/commonauth`. */
  readonly callbackUrl: string | undefined;
  readonly scopes: readonly string[];
  /** Further parameters of the authorization request. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the secret goes in the header (RFC 6749 §2.3.1). */
  readonly basicAuthentication: boolean;
  readonly pkce: boolean;
  /** Whether a claim tells who it is, and not the subject. */
  readonly userIdInClaims: boolean;
}

/** What a provider is as long as nothing else is said. */
export const NEW_PROVIDER: IdentityProviderDocument = {
  enabled: true,
  isPrimary: false,
  isFederationHub: false,
  certificates: [],
  claims: { mappings: [], defaults: [] },
  roles: { mappings: [], outbound: [] },
  groups: [],
  authenticators: [],
  provisioning: {
    enabled: false,
    scheme: "PROVISION_SILENTLY",
    userStore: "PRIMARY",
    associateLocalUser: false,
    skipForLookupFailure: false,
    lookupMappings: [],
    attributeSync: "OVERRIDE_ALL",
    groupSync: "MERGE_WITH_EXISTING",
  },
  implicitAssociation: { enabled: false, lookupAttributes: [] },
};

/** The provider of the name, as the sequences of applications call it. */
export async function findIdentityProvider(
  { records }: Pick<TenantStore, "records">,
  name: string,
): Promise<IdentityProvider | undefined> {
  return records.findByName<IdentityProviderDocument>("identity provider", name);
}

/** The provider's way to sign in of that name, or the one that it names itself; only what is switched on, the provider as well. */
export function enabledAuthenticator(provider: IdentityProvider, name?: string): FederatedAuthenticator | undefined {
  const { enabled, authenticators, defaultAuthenticator } = provider.document;
  const wanted = name ?? defaultAuthenticator;
  return enabled ? authenticators.find((one) => one.enabled && one.name === wanted) : undefined;
}

/** What to sign in by, its secrets opened. Throws when they were sealed for another connection, or with a key the server does not have. */
export function connectionSettings(
  { name: connection, document }: IdentityProvider,
  { name, properties, sealed }: FederatedAuthenticator,
  tenantId: string,
  keys: Pick<ServerKeys, "open">,
): ConnectionSettings {
  const known = findFederatedAuthenticator(name)?.provider;
  const secret = (key: string) =>
    sealed[key] === undefined ? undefined : openProviderSecret(sealed[key], { tenantId, connection, name, key }, keys);
  const { scope, ...parameters } = Object.fromEntries(
    new URLSearchParams(properties.commonAuthQueryParams ?? properties.AdditionalQueryParameters ?? ""),
  );
  const scopes = (scope ?? properties.Scopes ?? properties.scope ?? "").split(/\s+/).filter((word) => word !== "");
  const privateKey = secret("PrivateKey");
  const { TeamId: teamId = "", KeyId: keyId = "" } = properties;
  return {
    clientId: properties.ClientId ?? "",
    clientSecret: secret("ClientSecret"),
    secretKey: privateKey === undefined ? undefined : { teamId, keyId, privateKey },
    issuer: document.issuer ?? known?.issuer,
    jwksUri: document.jwksUri ?? known?.jwksUri,
    authorizationEndpoint: properties.OAuth2AuthzEPUrl ?? known?.authorizationEndpoint ?? "",
    tokenEndpoint: properties.OAuth2TokenEPUrl ?? known?.tokenEndpoint ?? "",
    userinfoEndpoint: properties.UserInfoUrl ?? known?.userinfoEndpoint,
    logoutEndpoint: properties.OIDCLogoutEPUrl,
    callbackUrl: properties.callbackUrl,
    scopes: scopes.length > 0 ? scopes : (known?.scopes ?? ["openid"]),
    parameters,
    basicAuthentication: properties.IsBasicAuthEnabled === "true",
    pkce: properties.IsPKCEEnabled !== "false",
    userIdInClaims: properties.IsUserIdInClaims === "true",
  };
}

/** What a secret is bound to: it opens there alone (security bar 26.4). */
export interface ProviderSecretPlace {
  readonly tenantId: string;
  /** The name of the connection. */
  readonly connection: string;
  /** The authenticator's name. */
  readonly name: string;
  readonly key: string;
}

/** A secret of a connection's as it is stored. */
export function sealProviderSecret(secret: string, place: ProviderSecretPlace, keys: Pick<ServerKeys, "seal">): string {
  return keys.seal(Buffer.from(secret), contextOf(place));
}

/** The authenticators of a connection that is named otherwise from now on: their secrets are bound to the new name. */
export function renamedAuthenticators(
  authenticators: readonly FederatedAuthenticator[],
  { from, to, tenantId }: { readonly from: string; readonly to: string; readonly tenantId: string },
  keys: Pick<ServerKeys, "seal" | "open">,
): readonly FederatedAuthenticator[] {
  return authenticators.map((one) => {
    const anew = Object.entries(one.sealed).map(([key, sealed]) => {
      const place = { tenantId, connection: from, name: one.name, key };
      return [key, sealProviderSecret(openProviderSecret(sealed, place, keys), { ...place, connection: to }, keys)];
    });
    return { ...one, sealed: Object.fromEntries(anew) };
  });
}

/** Where in the document of the connection of that name secrets are sealed. */
export function sealedInProvider(
  { authenticators }: IdentityProviderDocument,
  connection: string,
  tenantId: string,
): SealedPlace[] {
  return authenticators.flatMap(({ name, sealed }, index) =>
    Object.keys(sealed).map((key) => ({
      path: `authenticators.${index}.sealed.${key}`,
      context: contextOf({ tenantId, connection, name, key }),
    })),
  );
}

/** Throws when it was sealed for another place, or with a key the server does not have. */
export function openProviderSecret(sealed: string, place: ProviderSecretPlace, keys: Pick<ServerKeys, "open">): string {
  return keys.open(sealed, contextOf(place)).toString();
}

function contextOf({ tenantId, connection, name, key }: ProviderSecretPlace): string {
  return ["identity provider secret", tenantId, connection, name, key].map(encodeURIComponent).join(" ");
}
