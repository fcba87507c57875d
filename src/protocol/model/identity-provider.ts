/** A server that users sign in with: the document of a record whose name is the provider's (contract §17.6). */
export interface IdentityProviderDocument {
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly image?: string | undefined;
  /** What it was made by. */
  readonly templateId?: string | undefined;
  readonly isPrimary: boolean;
  readonly isFederationHub: boolean;
  /** What a request calls it by that names no provider of ours. */
  readonly homeRealmIdentifier?: string | undefined;
  /** Accepted as `aud` beside the client id that it knows us by. */
  readonly alias?: string | undefined;
  /** The `iss` of its ID tokens, where it is not one that everybody knows. */
  readonly issuer?: string | undefined;
  readonly jwksUri?: string | undefined;
  /** X.509, PEM. */
  readonly certificates: readonly string[];
  readonly claims: ProviderClaims;
  readonly roles: ProviderRoles;
  /** The groups that it tells of. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** The ways to sign in with it, one for each authenticator. */
  readonly authenticators: readonly FederatedAuthenticator[];
  /** The name of the one that is meant where none is named. */
  readonly defaultAuthenticator?: string | undefined;
  readonly provisioning: JustInTimeProvisioning;
  /** Whether a user of ours is taken for the same person when all of these attributes, by their URIs, are the same. */
  readonly implicitAssociation: { readonly enabled: boolean; readonly lookupAttributes: readonly string[] };
}

/** What a provider's claims are here. Attributes go by their URIs, as in http://wso2.org/claims/emailaddress. */
export interface ProviderClaims {
  /** The claim, or without mappings the attribute, that tells who it is; undefined: `sub`. */
  readonly userId?: string | undefined;
  readonly role?: string | undefined;
  readonly mappings: readonly { readonly claim: string; readonly attribute: string }[];
  /** What a user who is made here has where the provider says nothing. */
  readonly defaults: readonly { readonly attribute: string; readonly value?: string | undefined }[];
}

export interface ProviderRoles {
  readonly mappings: readonly { readonly providerRole: string; readonly role: string }[];
  /** Roles whose users are told to the provider; they are kept. */
  readonly outbound: readonly string[];
}

/** One way to sign in with a provider. */
export interface FederatedAuthenticator {
  /** As `OpenIDConnectAuthenticator`. */
  readonly name: string;
  readonly enabled: boolean;
  /** By Asgardeo's keys, as `ClientId`. */
  readonly properties: Readonly<Record<string, string>>;
  /** Those that are secret, as `ClientSecret`, sealed. */
  readonly sealed: Readonly<Record<string, string>>;
}

/** Whether somebody who signs in with a provider for the first time becomes a user here. */
export interface JustInTimeProvisioning {
  readonly enabled: boolean;
  readonly scheme:
    | "PROMPT_USERNAME_PASSWORD_CONSENT"
    | "PROMPT_PASSWORD_CONSENT"
    | "PROMPT_CONSENT"
    | "PROVISION_SILENTLY";
  readonly userStore: string;
  /** Whether a user who is here already is taken for the same person. */
  readonly associateLocalUser: boolean;
  readonly skipForLookupFailure: boolean;
  readonly lookupMappings: readonly { readonly attribute: string; readonly claim: string }[];
  /** What becomes of attributes when the person comes again. */
  readonly attributeSync: "OVERRIDE_ALL" | "NONE" | "PRESERVE_LOCAL";
  readonly groupSync: "OVERRIDE_ALL" | "MERGE_WITH_EXISTING";
}
