/** An API whose scopes applications are authorized for, one by one. */
export interface ApiResource {
  /** The API's own name for itself, which becomes `aud` (RFC 8707). */
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** The `type` values of RFC 9396 that it understands. */
  readonly authorizationDetailsTypes: readonly string[];
}

/** A scope that stands for claims (OIDC Core §5.4). */
export interface OidcScope {
  readonly name: string;
  readonly claims: readonly string[];
}

/** How administrators keep an API resource: the document of a record whose name is the identifier. */
export interface ApiResourceDocument {
  readonly name: string;
  readonly description?: string | undefined;
  readonly type: "BUSINESS" | "MCP";
  /** Whether applications have to be authorized for it; it is kept and told. */
  readonly requiresAuthorization: boolean;
  readonly scopes: readonly ApiScope[];
  readonly authorizationDetailsTypes: readonly ApiAuthorizationDetailsType[];
}

export interface ApiScope {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly description?: string | undefined;
}

/** RFC 9396 §2; the schema is JSON Schema, for whoever asks what the details may hold. */
export interface ApiAuthorizationDetailsType {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** How administrators keep a scope of OpenID Connect: the document of a record whose name is the scope's. */
export interface OidcScopeDocument {
  readonly displayName: string;
  readonly description?: string | undefined;
  readonly claims: readonly string[];
}
