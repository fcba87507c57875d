import type {
  AccessToken,
  Authorization,
  AuthorizationCode,
  AuthorizationExtras,
  Client,
  Organization,
  RefreshToken,
  RoleDocument,
  Session,
  SignInStep,
  Tenant,
  TenantProperties,
  TenantSettings,
  User,
} from "../protocol/model.ts";

/**
 * What the server asks of storage. Every write has reached the disk when its promise resolves. Ids are UUID texts, times are
 * Unix seconds, and of every secret only a hash comes in.
 */
export interface Store {
  readonly tenants: TenantDirectory;
  /** The tenant is named before the first question, and nothing of another tenant can be asked for through the answer. */
  forTenant(tenantId: string): TenantStore;
  readonly messages: MessageStore;
  /** Brings the schema up to date. Processes that start together do it once. */
  migrate(): Promise<void>;
  /**
   * Looks at the next `limit` rows, or at what is left of their table, and deletes those that ended before `now`. The steps go
   * through all that is stored and begin anew; the first begins anywhere.
   */
  sweep(now: number, limit: number): Promise<SweepStep>;
  /** Resolves while the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What one step of the sweep came to. */
export interface SweepStep {
  /** Rows. */
  readonly deleted: number;
  /** The step has come to the end of all that is stored. */
  readonly roundOver: boolean;
}

export interface TenantDirectory {
  /** Also one that is not enabled. */
  find(handle: string): Promise<Tenant | undefined>;
  findById(id: string): Promise<Tenant | undefined>;
  /** The handle of the tenant that the organization lies in. */
  handleOfOrganization(id: string): Promise<string | undefined>;
  /** By handle. Reads them all, of which there may be many thousands: for commands that work on each. */
  list(): Promise<TenantProperties[]>;
  census(): Promise<TenantCensus>;
  /** The enabled ones whose signing keys change by a schedule. */
  withKeyRotation(): Promise<RotatedTenant[]>;
  /** By handle, those of which the handle is as the query wants it. */
  search(query: TenantQuery): Promise<Found<TenantProperties>>;
  /** Of two callers with one handle, the second gets what the first has made. */
  create(tenant: TenantProperties): Promise<Tenant>;
  /** Replaces all but whether it is enabled. */
  update(tenant: TenantProperties): Promise<void>;
  /** Puts what `change` makes of the present settings in their place. When others change them meanwhile it is asked again: no change is lost. */
  changeSettings(id: string, change: (present: TenantSettings) => TenantSettings): Promise<void>;
  /** False when there is none. */
  setEnabled(id: string, enabled: boolean): Promise<boolean>;
  /**
   * Removes the tenant with all that is its, and what is its organizations', in steps that keep nobody waiting for long. It is disabled
   * at once and found until the last step, so that what was broken off can be done again. False when there is none.
   */
  remove(id: string): Promise<boolean>;
}

export interface TenantCensus {
  readonly total: number;
  /** How many of them are demos. */
  readonly demos: number;
}

export interface RotatedTenant extends Pick<TenantProperties, "id" | "handle"> {
  readonly everyDays: number;
}

/** Which tenants are meant. */
export interface TenantQuery extends Pick<ResourceQuery, "offset" | "limit"> {
  /** Groups of conditions on the handle: all of one group must hold. Without it all are meant. */
  readonly filter?: readonly (readonly HandleCondition[])[] | undefined;
  readonly descending?: boolean | undefined;
}

export interface HandleCondition {
  readonly operator: Extract<Comparison, "eq" | "co" | "sw" | "ew">;
  readonly value: string;
}

export interface TenantStore {
  readonly clients: ClientStore;
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly sessions: SessionStore;
  readonly requests: AuthorizationRequestStore;
  readonly authorizations: AuthorizationStore;
  readonly tokens: TokenStore;
  readonly consents: ConsentStore;
  readonly consentReceipts: ConsentReceiptStore;
  readonly federatedAssociations: FederatedAssociationStore;
  readonly credentials: CredentialStore;
  readonly keys: KeyStore;
  readonly attempts: AttemptStore;
  readonly transients: TransientStore;
  readonly organizations: OrganizationStore;
  readonly organizationMembers: OrganizationMemberStore;
  readonly records: RecordStore;
  readonly roleMembers: RoleMemberStore;
  readonly audit: AuditStore;
}

export interface ClientStore {
  find(clientId: string): Promise<Client | undefined>;
  /** By the id of its `application`. */
  findByApplicationId(id: string): Promise<Client | undefined>;
  list(): Promise<Client[]>;
  /** A client without an `application` keeps the one that it had, or is given a new one. */
  save(client: Client): Promise<void>;
  /** Ends the client's codes and tokens at once. */
  revokeTokens(clientId: string, now: number): Promise<void>;
  /** Deletes the client and what users have allowed it; its codes and tokens end at once. False when there is none. */
  remove(clientId: string, now: number): Promise<boolean>;
  /** Whether an enabled client of the tenant lists the origin, character for character. */
  allowsOrigin(origin: string): Promise<boolean>;
}

export interface UserStore {
  find(id: string): Promise<User | undefined>;
  /** User names differ by more than case. */
  findByName(userName: string): Promise<UserWithPassword | undefined>;
  /**
   * Replaces the user and the password: without a hash the user has none. Further attributes stay. A `groups` claim makes the user a
   * member of the groups of these names and no others, and makes those that are not there; without it the user's groups stay.
   */
  save(user: User, passwordHash: string | undefined): Promise<void>;
  /**
   * Counts as a change of the user. With `present`: only in the place of the password with that hash, or of none. False, and nothing stored, when the user has another one by
   * now, or there is no such user.
   */
  setPasswordHash(
    id: string,
    passwordHash: string,
    present?: { readonly passwordHash: string | undefined },
  ): Promise<boolean>;
  findProfile(id: string): Promise<UserProfile | undefined>;
  /** Stores a new user, a member of no group. False, and nothing stored, when the name or the id is taken. */
  create(profile: Pick<UserProfile, "user" | "attributes">, passwordHash: string | undefined): Promise<boolean>;
  /**
   * Replaces the user of the version that the caller has seen, but not the password and the groups. With `keptRole`: nothing is stored when
   * no enabled user would have the role any more.
   */
  replace(
    profile: Pick<UserProfile, "user" | "attributes" | "version">,
    keptRole?: string,
  ): Promise<"replaced" | "name taken" | "changed meanwhile" | "last of the role">;
  search(query: ResourceQuery): Promise<Found<UserProfile>>;
  /**
   * Removes the user with all that hangs on them: sessions, authorizations with their tokens, consents, credentials, memberships. With
   * `keptRole`: nobody is removed when no enabled user would have the role any more.
   */
  remove(id: string, now: number, keptRole?: string): Promise<"removed" | "not found" | "last of the role">;
}

/** A user with all that is known of them beside their claims (RFC 7643 §4). */
export interface UserProfile {
  readonly user: User;
  /** SCIM's attributes that no claim holds, by their names; those of an extension below its URN. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** By name. */
  readonly groups: readonly Reference[];
  /** Counts the changes. */
  readonly version: number;
  readonly createdAt: number;
}

/** A user or a group that another thing names. */
export interface Reference {
  readonly id: string;
  readonly name: string;
}

/** Which resources are meant, in which order, and how many of them. */
export interface ResourceQuery {
  readonly filter?: ResourceFilter | undefined;
  /** Without it the order is that of the ids. What has no such attribute comes last. */
  readonly sort?: { readonly path: string; readonly descending: boolean } | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** A filter of RFC 7644 §3.4.2.2 whose paths are full and known. Values are compared without regard to case, but for those of `externalId`. */
export type ResourceFilter =
  | { readonly kind: "and" | "or"; readonly terms: readonly ResourceFilter[] }
  | { readonly kind: "not"; readonly term: ResourceFilter }
  | { readonly kind: "comparison"; readonly path: string; readonly operator: Comparison; readonly value: string }
  | { readonly kind: "present"; readonly paths: readonly string[] }
  /** One element of a list, whose members have these paths, for which all of it holds. */
  | { readonly kind: "element"; readonly paths: readonly string[]; readonly filter: ResourceFilter };

export type Comparison = "eq" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

export interface Found<Resource> {
  /** How many there are in all. */
  readonly total: number;
  readonly resources: readonly Resource[];
}

/** Users by the groups that they are in. */
export interface GroupStore {
  find(id: string): Promise<Group | undefined>;
  /** By user name. */
  membersOf(id: string): Promise<Reference[]>;
  search(query: ResourceQuery): Promise<Found<Group>>;
  create(group: NewGroup, members: readonly string[], now: number): Promise<"created" | "name taken" | UnknownMember>;
  /**
   * Replaces the name and the external id of the version that the caller has seen, and changes who is in it. With `keptRole`: nothing is
   * stored when no enabled user would have the role any more.
   */
  replace(
    group: NewGroup & Pick<Group, "version">,
    members: { readonly added: readonly string[]; readonly removed: readonly string[] },
    now: number,
    keptRole?: string,
  ): Promise<"replaced" | "name taken" | "changed meanwhile" | "last of the role" | UnknownMember>;
  /** With `keptRole`: the group stays when no enabled user would have the role any more. */
  remove(id: string, keptRole?: string): Promise<"removed" | "not found" | "last of the role">;
}

export type NewGroup = Pick<Group, "id" | "name" | "externalId">;

/** Nothing was stored, because there is no user with the id. */
export interface UnknownMember {
  readonly unknownMember: string;
}

export interface Group {
  readonly id: string;
  /** Names of groups differ by more than case. */
  readonly name: string;
  readonly externalId: string | undefined;
  /** Counts the changes. */
  readonly version: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface UserWithPassword {
  readonly user: User;
  /** A PHC string. Undefined: the user has no password. */
  readonly passwordHash: string | undefined;
}

export interface SessionStore {
  /** In the place of one that has the id already. */
  create(session: Session, secretHash: Buffer, expiresAt: number): Promise<void>;
  /** Also one whose time is over: the caller knows the time-outs. */
  find(id: string): Promise<{ session: Session; secretHash: Buffer } | undefined>;
  touch(id: string, lastUsedAt: number, expiresAt: number): Promise<void>;
  end(id: string): Promise<void>;
  /** Also those whose time is over. */
  listOf(userId: string): Promise<Session[]>;
  /** Those whose time is not over, the newest first unless the query says otherwise. */
  search(query: SessionQuery): Promise<Session[]>;
  endAllOf(userId: string): Promise<void>;
}

/** Which sessions are meant. Ids are in the order of time: one may be made of a time alone (`leastIdAt`). */
export interface SessionQuery {
  /** Undefined: everybody's. */
  readonly userId?: string | undefined;
  /** The least id. */
  readonly from?: string | undefined;
  /** An id greater than all. */
  readonly before?: string | undefined;
  readonly oldestFirst?: boolean;
  readonly now: number;
  readonly limit: number;
}

/** An authorization request that waits for its user. */
export interface PendingRequest {
  readonly id: string;
  /** SHA-256 of the browser's cookie: another browser cannot take the request over (security bar 1.18). */
  readonly browserHash: Buffer;
  /** By name and value; what was sent more than once stands there as often. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** How they came, where it was not in the request's own URL or form. */
  readonly origin?: RequestOrigin;
  /** How the user signs in for it; undefined: with a password alone. */
  readonly signIn?: PendingSignIn | undefined;
  /** The session that was started for this request, which satisfies `prompt=login` and `max_age`. */
  readonly authenticatedSessionId: string | undefined;
  /** The session that the user picked on the account page, which satisfies `prompt=select_account`. */
  readonly selectedSessionId: string | undefined;
  readonly expiresAt: number;
}

export interface PendingSignIn {
  readonly steps: readonly SignInStep[];
  /** Whose session is gone on with, as long as the browser has one of theirs: it lacks no more than some of the steps. */
  readonly continuedUserId?: string | undefined;
  /** Whether every step is asked for, on a device that was remembered too. */
  readonly insistent?: boolean | undefined;
  /** Whether it is for the tenant's own people who are members of the organization that is meant, and not for the organization's. */
  readonly members?: boolean | undefined;
}

export interface RequestOrigin {
  /** The key of the pushed request (RFC 9126) that they are those of. */
  readonly pushedAs?: string;
  /** Whether the client has signed them (RFC 9101). */
  readonly signed?: boolean;
  /** Whether it waits for an application that signs its users in itself: then no page shows it, and its id alone names it. */
  readonly native?: boolean;
  /** The request that its client polls for: then the user is here to decide about that one. */
  readonly polled?: PolledReference;
  /** Whether the user goes to the pages of their own account. */
  readonly ownAccount?: boolean;
  /** The session in which the user links an account elsewhere with their own. */
  readonly linksIn?: string;
  /** The request at an organization's own issuer that one of its members signs in for here, at the tenant. */
  readonly memberOf?: MemberReference;
  /** Whether the application has opened a window for it that it waits for. */
  readonly popUp?: boolean;
}

/** Names a request at an organization's own issuer. */
export interface MemberReference {
  readonly organizationId: string;
  readonly requestId: string;
}

/** Names a request that its client polls for, without the secret that the client polls with. */
export interface PolledReference {
  readonly kind: Extract<TransientKind, "device code" | "authentication request">;
  /** base64url of the secret's SHA-256. */
  readonly handle: string;
}

export interface AuthorizationRequestStore {
  create(request: PendingRequest): Promise<void>;
  /** False, and nothing stored, when there is no such request any more: an answer is not taken back. */
  change(request: PendingRequest): Promise<boolean>;
  find(id: string): Promise<PendingRequest | undefined>;
  /** Finds the request and uses it up: of two callers one is told undefined. */
  take(id: string): Promise<PendingRequest | undefined>;
}

export interface IssuedTokens {
  readonly accessToken: AccessToken;
  readonly refreshToken: RefreshToken | undefined;
}

export interface AuthorizationStore {
  /** With an access token: one that is given out beside the code (OIDC Core §3.3), stored in the same commit. */
  create(code: AuthorizationCode, accessToken?: AccessToken): Promise<void>;
  /** Stores an authorization that needs no code, and its first tokens, in one commit. */
  issue(authorization: Authorization, tokens: IssuedTokens): Promise<void>;
  /** `used`: it was redeemed, voided or revoked before. */
  findCode(authorizationId: string): Promise<{ code: AuthorizationCode; used: boolean } | undefined>;
  /**
   * Uses the code up and stores what it bought, in one commit. Of any number of callers exactly one is told true (RFC 6749
   * §4.1.2); nothing of the others is stored. A revoked authorization's code cannot be redeemed. With `extras` they take the place of
   * the authorization's.
   */
  redeemCode(
    authorizationId: string,
    tokens: IssuedTokens & { readonly extras?: AuthorizationExtras | undefined },
    now: number,
  ): Promise<boolean>;
  /** Uses the code up without buying anything. */
  voidCode(authorizationId: string, now: number): Promise<void>;
  /** Ends the authorization, its code and all its tokens at once. */
  revoke(authorizationId: string, now: number): Promise<void>;
  /** With `exceptId`: all but that one. */
  revokeAllOf(userId: string, now: number, exceptId?: string): Promise<void>;
  /** Ends what the user allowed this client, with all its tokens. */
  revokeOfClient(userId: string, clientId: string, now: number): Promise<void>;
  /** What the user allowed clients, as far as it holds and has not run out; a client more than once, if it asked more than once. */
  grantsOf(userId: string, now: number): Promise<readonly Grant[]>;
  /** The clients that the user allowed something in the session, and that it still holds for. */
  clientsOfSession(sessionId: string, userId: string): Promise<readonly string[]>;
  /** Ends what the user allowed these clients in the session. */
  revokeOfSession(session: Pick<Session, "id" | "userId">, clientIds: readonly string[], now: number): Promise<void>;
}

/** What a user allowed a client. */
export interface Grant {
  readonly clientId: string;
  readonly scope: readonly string[];
}

export interface TokenStore {
  saveAccessToken(token: AccessToken): Promise<void>;
  /** Undefined too when its authorization was revoked. */
  findAccessToken(id: string): Promise<{ token: AccessToken; authorization: Authorization | undefined } | undefined>;
  /** The authorization's refresh token. Undefined too when the authorization was revoked. */
  findRefreshToken(authorizationId: string): Promise<StoredRefreshToken | undefined>;
  /**
   * Puts the next refresh token in the place of this one, stores the new access token, and ends the access token that was issued
   * with the old one, in one commit. Of any number of callers exactly one is told true; nothing of the others is stored.
   */
  rotateRefreshToken(
    token: RefreshToken,
    next: { accessToken: AccessToken; refreshToken: RefreshToken },
  ): Promise<boolean>;
  /**
   * Counts one more use of this token's predecessor and stores the access token for it. False, and nothing stored, once the
   * predecessor was used again `limit` times or this token was rotated.
   */
  reuseRefreshToken(token: RefreshToken, accessToken: AccessToken, limit: number): Promise<boolean>;
  revokeAccessToken(id: string): Promise<void>;
}

export interface StoredRefreshToken {
  readonly token: RefreshToken;
  readonly authorization: Authorization;
}

export interface ConsentStore {
  /** The scopes that the user has allowed the client for good; undefined when the user never did. */
  find(userId: string, clientId: string): Promise<readonly string[] | undefined>;
  /** Replaces what was allowed before. */
  save(userId: string, clientId: string, scope: readonly string[], now: number): Promise<void>;
  /** By the clients' ids. */
  listOf(userId: string): Promise<readonly Grant[]>;
  /** False when there was none. */
  remove(userId: string, clientId: string): Promise<boolean>;
}

/** What persons have agreed to, or not, of the purposes that administrators keep: each a document of theirs. */
export interface ConsentReceiptStore {
  /** False, and nothing stored, when there is no such user. */
  add(receipt: Pick<ConsentReceipt<object>, "id" | "userId" | "document">, now: number): Promise<boolean>;
  find<Document>(id: string): Promise<ConsentReceipt<Document> | undefined>;
  /** By id, of one user or of everybody; the first, or with `before` the last, `limit` of those in between. */
  list<Document>(query: ConsentReceiptQuery): Promise<ConsentReceipt<Document>[]>;
  /** False, and nothing changed, when it is not of that version any more. */
  replace(receipt: Pick<ConsentReceipt<object>, "id" | "version" | "document">): Promise<boolean>;
}

export interface ConsentReceiptQuery {
  readonly userId?: string | undefined;
  /** Ids, neither of which is meant itself. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface ConsentReceipt<Document> {
  /** A time-ordered UUID. */
  readonly id: string;
  readonly userId: string;
  readonly document: Document;
  readonly version: number;
  readonly createdAt: number;
}

/** Whom other identity providers know users as. Who is one user there is at most one user here. */
export interface FederatedAssociationStore {
  /** False, and nothing stored, when somebody has the same subject of the provider already, or there is no such user. */
  add(association: FederatedAssociation): Promise<boolean>;
  find(providerId: string, subject: string): Promise<FederatedAssociation | undefined>;
  /** By the time that they were added. */
  listOf(userId: string): Promise<FederatedAssociation[]>;
  /** Whether anybody has one with the provider. */
  hasAny(providerId: string): Promise<boolean>;
  /** False when the user has none with the id. */
  remove(userId: string, id: string): Promise<boolean>;
  /** Removes everybody's with the provider. */
  removeOfProvider(providerId: string): Promise<void>;
}

export interface FederatedAssociation {
  /** A time-ordered UUID. */
  readonly id: string;
  readonly userId: string;
  /** The id of the identity provider's record. */
  readonly providerId: string;
  /** What the provider calls the user by; at most 2,000 characters. */
  readonly subject: string;
  readonly createdAt: number;
}

/** What users prove who they are with, beside the password: passkeys, the secrets of authenticator apps, backup codes. */
export interface CredentialStore {
  /** False, and nothing stored, when another of the kind has the id, whoever has it, or there is no such user. */
  add(credential: Pick<Credential<object>, "userId" | "kind" | "id" | "document">, now: number): Promise<boolean>;
  find<Document>(kind: CredentialKind, id: string): Promise<Credential<Document> | undefined>;
  /** By the time that they were added. */
  listOf<Document>(userId: string, kind?: CredentialKind): Promise<Credential<Document>[]>;
  /** Everybody's of the kind, by their ids: those after the one named. */
  listKind<Document>(kind: CredentialKind, after: string, limit: number): Promise<Credential<Document>[]>;
  /**
   * Replaces the document and the time of the last use, of the version that the caller has seen. False, and nothing changed, when it is not
   * of that version any more: so of any number of callers that use up the same thing, exactly one is told true.
   */
  replace(
    credential: Pick<Credential<object>, "kind" | "id" | "version" | "document" | "lastUsedAt">,
  ): Promise<boolean>;
  /** False when the user has no such credential. */
  remove(userId: string, kind: CredentialKind, id: string): Promise<boolean>;
}

export type CredentialKind =
  | "password history"
  | "passkey"
  | "totp"
  | "backup codes"
  | "enabled factors"
  | "password state"
  | "remembered device";

export interface Credential<Document> {
  readonly userId: string;
  readonly kind: CredentialKind;
  /** Of a passkey its own id, in base64url; of a kind of which a user has one alone, the user's id. At most 2,000 ASCII characters. */
  readonly id: string;
  /** Without secrets, unless they are hashed or sealed. */
  readonly document: Document;
  readonly version: number;
  readonly createdAt: number;
  /** Undefined: never. */
  readonly lastUsedAt: number | undefined;
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

/** How many attempts are free, and how long one waits after them. */
export interface AttemptPolicy {
  /** A lock begins with each `attempts`th attempt. */
  readonly attempts: number;
  /** The first lock's length; each further one is twice as long. */
  readonly lockSeconds: number;
  readonly maximumLockSeconds: number;
  /** After this long without an attempt the count starts anew. */
  readonly forgetSeconds: number;
}

export interface CountedAttempt {
  /** Until when none is allowed; undefined: this one may go ahead. */
  readonly lockedUntil: number | undefined;
  /** Until when none is allowed after this one, which made it so; undefined: further ones are. */
  readonly locksUntil: number | undefined;
}

export interface AttemptStore {
  /**
   * Counts an attempt before it is made, so that parallel guesses gain nothing (security bar 18.1). Answers the time until which
   * no attempt is allowed, or undefined when this one may go ahead.
   */
  begin(key: string, policy: AttemptPolicy, now: number): Promise<number | undefined>;
  /** The same, and whether this attempt was one too many: of any number at once one is told so. */
  count(key: string, policy: AttemptPolicy, now: number): Promise<CountedAttempt>;
  /** Forgets the key's attempts, after one that succeeded. */
  clear(key: string): Promise<void>;
}

/** What is to be written to people, until it has gone out: whichever process takes a message sends it. */
export interface MessageStore {
  add(message: QueuedMessage & { readonly dueAt: number }): Promise<void>;
  /** The tenants that have messages which are due. */
  tenantsWithDue(now: number): Promise<string[]>;
  /**
   * Takes up to `limit` of the tenant's that are due, and counts it: until `until` they are nobody else's, and then anybody's, since whoever
   * took them has not said what became of them.
   */
  take(tenantId: string, now: number, until: number, limit: number): Promise<QueuedMessage[]>;
  /** Lets others take it again from then on. False, as below, when somebody else has taken it since. */
  postpone(message: QueuedMessage, dueAt: number): Promise<boolean>;
  /** Has it lie until it expires, to be looked at. */
  keep(message: QueuedMessage, expiresAt: number): Promise<boolean>;
  remove(message: QueuedMessage): Promise<boolean>;
  /** Those of all tenants that are kept, the latest first. */
  listKept(limit: number, now: number): Promise<QueuedMessage[]>;
  /** All of the tenant's, whatever becomes of them: the first of those with ids after this one, or with undefined the first of all. */
  listAfter(tenantId: string, id: string | undefined, limit: number): Promise<QueuedMessage[]>;
  /** Puts what it says in the place of what was sealed otherwise, also while it is taken. */
  reseal(message: QueuedMessage, sealed: string): Promise<void>;
}

export interface QueuedMessage {
  /** Ids grow with time. */
  readonly id: string;
  readonly tenantId: string;
  readonly sealed: string;
  /** How often it was taken. */
  readonly attempts: number;
  readonly expiresAt: number;
}

/** What is kept for minutes: pushed requests, device codes, the ids of proofs and assertions already seen. */
export interface TransientStore {
  /** False when the key is taken. The key is stored as a hash. */
  add(kind: TransientKind, key: string, document: object, expiresAt: number, now: number): Promise<boolean>;
  /** Undefined too when its time is over. */
  find<Document>(kind: TransientKind, key: string, now: number): Promise<Transient<Document> | undefined>;
  /** False, and nothing changed, when it is not of that version any more. */
  replace(kind: TransientKind, key: string, version: number, document: object): Promise<boolean>;
  /** False when it is not of that version any more: of any number of callers exactly one is told true. */
  remove(kind: TransientKind, key: string, version: number): Promise<boolean>;
}

export type TransientKind =
  | "pushed request"
  | "client assertion"
  | "request object"
  | "proof"
  | "device code"
  | "user code"
  | "authentication request"
  | "jwt grant"
  | "session clients"
  | "sign-in flow"
  | "provider sessions"
  | "provider logout"
  | "account code"
  | "account flow"
  | "account flow end"
  | "passkey challenge"
  | "guest invitation"
  | "way's removal"
  | "backup codes' making"
  | "member ticket"
  | "client attestation";

export interface Transient<Document> {
  readonly document: Document;
  readonly version: number;
  readonly expiresAt: number;
}

/** The organizations of the tenant, a tree of which the tenant is the root. */
export interface OrganizationStore {
  find(id: string): Promise<Organization | undefined>;
  findByHandle(handle: string): Promise<Organization | undefined>;
  /** Undefined too when several have the name. */
  findByName(name: string): Promise<Organization | undefined>;
  /** The organization, the one that it lies right below, and so on up to the tenant. Empty when there is none with the id. */
  lineage(id: string): Promise<Organization[]>;
  /** Those right below the organization, or with undefined right below the tenant; by handle. */
  childrenOf(id: string | undefined): Promise<Organization[]>;
  /** All that lie below the organization, however deep, or with undefined all of the tenant; by handle. */
  below(id: string | undefined): Promise<Organization[]>;
  /** False, and nothing stored, when the id or the handle is taken, or there is no organization that it could lie below. */
  add(organization: Organization): Promise<boolean>;
  /** Replaces all but its handle, its place in the tree and its time of creation. False when there is none. */
  update(organization: Organization): Promise<boolean>;
  /** Removes the organization with all that is stored in its world, and who is a member of it. One that others lie below stays. */
  remove(id: string): Promise<"removed" | "has children" | "not found">;
  /** What the organization has of its own. Of one that was found here, since this asks nothing. */
  worldOf(organization: Pick<Organization, "id">): TenantStore;
}

/**
 * Which of the tenant's users may act in which of its organizations, and with which scopes beside those of their roles there. A member is
 * also one of the users of the organization's world, by the id that `memberIdIn` says.
 */
export interface OrganizationMemberStore {
  /** The ids of the organizations that the user is a member of. */
  organizationsOf(userId: string): Promise<string[]>;
  /** The scopes that the user may have in the organization; undefined: the user is no member of it. */
  find(organizationId: string, userId: string): Promise<readonly string[] | undefined>;
  list(organizationId: string): Promise<OrganizationMember[]>;
  /** Whether there are any. */
  hasAny(organizationId: string): Promise<boolean>;
  /** Replaces the scopes that the user had there. False, and nothing stored, when there is no such organization. */
  save(organizationId: string, member: OrganizationMember): Promise<boolean>;
  /** False when the user was no member. */
  remove(organizationId: string, userId: string): Promise<boolean>;
}

export interface OrganizationMember {
  readonly userId: string;
  readonly scope: readonly string[];
}

/** What administrators keep and change now and then: each kind its documents, with an id, and a name that no other of the kind has. */
export interface RecordStore {
  /** False when the id or the name is taken. */
  add(kind: RecordKind, record: Pick<StoredRecord<object>, "id" | "name" | "document">, now: number): Promise<boolean>;
  find<Document>(kind: RecordKind, id: string): Promise<StoredRecord<Document> | undefined>;
  findByName<Document>(kind: RecordKind, name: string): Promise<StoredRecord<Document> | undefined>;
  /** By name. */
  list<Document>(kind: RecordKind): Promise<StoredRecord<Document>[]>;
  /** Replaces the name and the document of the version that the caller has seen. */
  replace(
    kind: RecordKind,
    record: Pick<StoredRecord<object>, "id" | "name" | "document" | "version">,
    now: number,
  ): Promise<"replaced" | "name taken" | "changed meanwhile">;
  /** False when there is none. */
  remove(kind: RecordKind, id: string): Promise<boolean>;
}

export type RecordKind =
  | "api resource"
  | "role"
  | "group"
  | "oidc scope"
  | "claim"
  | "identity provider"
  | "setting"
  | "email domain"
  | "user sharing"
  | "guest invitation"
  | "asynchronous operation"
  | "notification template"
  | "notification type"
  | "notification sender"
  | "applied configuration"
  | "consent purpose"
  | "consent element";

export interface StoredRecord<Document> {
  readonly id: string;
  readonly name: string;
  readonly document: Document;
  readonly version: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** Who has which role. The roles themselves are records. */
export interface RoleMemberStore {
  /** The roles that the user has, directly or through a group. */
  rolesOf(userId: string): Promise<AssignedRole[]>;
  rolesOfGroup(groupId: string): Promise<AssignedRole[]>;
  /** The same of many users, by their ids; who has none is left out. */
  rolesOfUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly AssignedRole[]>>;
  rolesOfGroups(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly AssignedRole[]>>;
  /** By name. Who was removed meanwhile is not among them. */
  usersOf(roleId: string): Promise<Reference[]>;
  groupsOf(roleId: string): Promise<Reference[]>;
  /**
   * Changes who has the role, in one commit. With `keepsOne`: false, and nothing stored, when it would take the role from the last
   * enabled user that has it, directly or through a group.
   */
  change(roleId: string, change: RoleMemberChange, keepsOne?: boolean): Promise<boolean>;
  /** The ids of the enabled users that have the role, directly or through a group. */
  enabledUsersOf(roleId: string): Promise<string[]>;
  /** Takes the role from everybody. */
  removeAll(roleId: string): Promise<void>;
}

export interface AssignedRole {
  readonly id: string;
  /** Undefined for a role that is no record. */
  readonly document: RoleDocument | undefined;
}

/** By ids. Whom is removed who is added as well has the role afterwards. */
export interface RoleMemberChange {
  readonly addedUsers?: readonly string[];
  readonly removedUsers?: readonly string[];
  readonly addedGroups?: readonly string[];
  readonly removedGroups?: readonly string[];
}

export interface AuditStore {
  add(event: AuditEvent): Promise<void>;
  /** The newest first; `before` is the id of the last one that was seen. */
  list(filter: { before?: string; action?: string; limit: number }): Promise<AuditEvent[]>;
}

/** Who changed what, from where, and how it was before and after; secrets are masked before it is stored. */
export interface AuditEvent {
  /** A time-ordered UUID. */
  readonly id: string;
  readonly at: number;
  /** As `application.update`. */
  readonly action: string;
  readonly actor: { readonly kind: "user" | "application" | "operator"; readonly id: string };
  /** Empty for a command of the operator's. */
  readonly address: string;
  readonly target: { readonly kind: string; readonly id: string; readonly name?: string | undefined };
  readonly before?: unknown;
  readonly after?: unknown;
}
