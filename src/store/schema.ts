import type { CredentialKind } from "./port/credentials.ts";

/**
 * The tables as Kysely sees them. Ids are the 16 bytes of a UUID, hashes 32 bytes, times Unix seconds, booleans 0 or 1, lists
 * of names blank-separated text, documents JSON. Every table but `tenants` is keyed by its tenant first.
 */
export interface Database {
  tenants: TenantRow;
  clients: ClientRow;
  client_origins: ClientOriginRow;
  users: UserRow;
  user_attributes: UserAttributeRow;
  user_groups: GroupRow;
  group_members: GroupMemberRow;
  sessions: SessionRow;
  authorization_requests: AuthorizationRequestRow;
  authorizations: AuthorizationRow;
  access_tokens: AccessTokenRow;
  consents: ConsentRow;
  signing_keys: SigningKeyRow;
  consent_receipts: ConsentReceiptRow;
  credentials: CredentialRow;
  federated_associations: FederatedAssociationRow;
  attempts: AttemptRow;
  transients: TransientRow;
  messages: MessageRow;
  organizations: OrganizationRow;
  organization_members: OrganizationMemberRow;
  records: RecordRow;
  role_users: RoleUserRow;
  role_groups: RoleGroupRow;
  audit_events: AuditEventRow;
}

interface TenantRow {
  id: Buffer;
  handle: string;
  name: string;
  demo: number;
  enabled: number;
  settings: string;
  /** What the settings say of it, where an index finds it. */
  key_rotation_days: number | null;
  subject_salt: string;
  created_at: number;
}

interface ClientRow {
  tenant_id: Buffer;
  client_id: string;
  application_id: string;
  document: string;
}

/** The origins of enabled clients only, so that a lookup need not read the client. */
interface ClientOriginRow {
  tenant_id: Buffer;
  origin: string;
  client_id: string;
}

interface UserRow {
  tenant_id: Buffer;
  id: Buffer;
  user_name: string;
  user_name_folded: string;
  enabled: number;
  /** Without the groups, which are in `group_members`. */
  claims: string;
  attributes: string;
  password_hash: string | null;
  /** Counts the changes. */
  version: number;
  created_at: number;
  updated_at: number;
}

/** What users are searched by: their claims and attributes under SCIM's names, each element of a list with its place there. */
export interface UserAttributeRow {
  tenant_id: Buffer;
  user_id: Buffer;
  path: string;
  /** -1: the one value that a claim has. */
  element: number;
  /** As it is compared: folded, and cut where an index could not hold it. */
  value: string;
}

export interface GroupRow {
  tenant_id: Buffer;
  id: Buffer;
  name: string;
  name_folded: string;
  external_id: string | null;
  /** Counts the changes, those of its members too. */
  version: number;
  created_at: number;
  modified_at: number;
}

interface GroupMemberRow {
  tenant_id: Buffer;
  group_id: Buffer;
  user_id: Buffer;
}

interface SessionRow {
  tenant_id: Buffer;
  id: Buffer;
  user_id: Buffer;
  user_organization_id: Buffer | null;
  secret_hash: Buffer;
  auth_time: number;
  amr: string;
  remembered: number;
  created_at: number;
  last_used_at: number;
  user_agent: string | null;
  address: string | null;
  expires_at: number;
}

interface AuthorizationRequestRow {
  tenant_id: Buffer;
  id: Buffer;
  browser_hash: Buffer;
  parameters: string;
  origin: string | null;
  sign_in: string | null;
  authenticated_session_id: Buffer | null;
  selected_session_id: Buffer | null;
  expires_at: number;
}

/** An authorization, its one code, and the access token and the refresh token that were issued last, if there are any. */
export interface AuthorizationRow {
  tenant_id: Buffer;
  id: Buffer;
  client_id: string;
  user_id: Buffer;
  session_id: Buffer | null;
  scope: string;
  amr: string;
  auth_time: number;
  created_at: number;
  code_secret_hash: Buffer;
  code_expires_at: number;
  code_used_at: number | null;
  redirect_uri: string | null;
  code_challenge: string | null;
  code_challenge_method: "S256" | "plain" | null;
  /** As a JSON string: the nonce is any text at all, and PostgreSQL's text has no NUL. */
  nonce: string | null;
  auth_time_requested: number;
  /** What few have, as a document. */
  extras: string | null;
  revoked_at: number | null;
  /** When the tokens below were issued, together. On SQLite some of their columns hold room for them before. */
  tokens_issued_at: number | null;
  /** Null where it is the authorization's. */
  access_scope: string | null;
  /** Null where there is no access token. */
  access_is_jwt: number | null;
  /** Null once the access token was revoked. */
  access_secret_hash: Buffer | null;
  access_expires_at: number | null;
  access_extras: string | null;
  /** Null where there is no refresh token. */
  refresh_generation: number | null;
  refresh_secret_hash: Buffer | null;
  refresh_expires_at: number | null;
  /** How often its predecessor was used again. */
  refresh_reuse_count: number | null;
  /** When the last of its code and tokens ends. */
  expires_at: number;
}

/** An access token that is not in the row of an authorization. */
interface AccessTokenRow {
  tenant_id: Buffer;
  id: Buffer;
  authorization_id: Buffer | null;
  /** Null where the authorization says it. */
  client_id: string | null;
  scope: string;
  is_jwt: number;
  secret_hash: Buffer;
  issued_at: number;
  expires_at: number;
  /** What few have, as a document. */
  extras: string | null;
}

interface ConsentRow {
  tenant_id: Buffer;
  user_id: Buffer;
  client_id: string;
  scope: string;
  updated_at: number;
}

/** What a person has agreed to, or not, of the purposes that administrators keep. */
export interface ConsentReceiptRow {
  tenant_id: Buffer;
  user_id: Buffer;
  /** Of no two users' the same. */
  id: Buffer;
  document: string;
  /** Counts the changes. */
  version: number;
  created_at: number;
}

/** Whom another identity provider knows the user as. */
export interface FederatedAssociationRow {
  tenant_id: Buffer;
  user_id: Buffer;
  id: Buffer;
  provider_id: string;
  subject: string;
  created_at: number;
}

/** What a user proves who they are with, beside the password. */
export interface CredentialRow {
  tenant_id: Buffer;
  user_id: Buffer;
  kind: CredentialKind;
  /** Of no two of a kind the same, whoever has them. */
  id: string;
  document: string;
  /** Counts the changes. */
  version: number;
  created_at: number;
  last_used_at: number | null;
}

interface SigningKeyRow {
  tenant_id: Buffer;
  sequence: number;
  kid: string;
  algorithm: string;
  public_jwk: string;
  sealed_private_key: string;
  created_at: number;
  activates_at: number;
  retires_at: number | null;
}

interface AttemptRow {
  tenant_id: Buffer;
  /** SHA-256 of the key: of one width, and it names nobody. */
  id: Buffer;
  /** Attempts since the last lock began. */
  tries: number;
  locked_until: number;
  next_lock_seconds: number;
  last_at: number;
  expires_at: number;
}

/** What is to be written to somebody, until it has gone out. */
interface MessageRow {
  tenant_id: Buffer;
  id: Buffer;
  /** The message, sealed with the server's key. */
  sealed: string;
  /** How often somebody has taken it to send it. */
  attempts: number;
  /** When it may be taken next; null: it is kept to be looked at. */
  due_at: number | null;
  expires_at: number;
}

interface TransientRow {
  tenant_id: Buffer;
  /** SHA-256 of the kind and the key. */
  id: Buffer;
  document: string;
  /** Counts the changes. */
  version: number;
  expires_at: number;
}

export interface OrganizationRow {
  tenant_id: Buffer;
  id: Buffer;
  handle: string;
  name: string;
  description: string | null;
  active: number;
  /** Null: right below the tenant. */
  parent_id: Buffer | null;
  attributes: string;
  created_at: number;
  modified_at: number;
}

interface OrganizationMemberRow {
  tenant_id: Buffer;
  organization_id: Buffer;
  user_id: Buffer;
  scope: string;
}

export interface RecordRow {
  tenant_id: Buffer;
  kind: string;
  id: string;
  /** Of no two of a kind the same. */
  name: string;
  document: string;
  /** Counts the changes. */
  version: number;
  created_at: number;
  modified_at: number;
}

/** The role is a record, or one that every tenant has; the user may be gone, and then means nothing. */
interface RoleUserRow {
  tenant_id: Buffer;
  role_id: Buffer;
  user_id: Buffer;
}

interface RoleGroupRow {
  tenant_id: Buffer;
  role_id: Buffer;
  group_id: Buffer;
}

interface AuditEventRow {
  tenant_id: Buffer;
  id: Buffer;
  at: number;
  action: string;
  document: string;
}
