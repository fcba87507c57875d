import { isDeepStrictEqual } from "node:util";
import { tellOfFactors } from "../../accounts/security-notices.ts";
import { newId } from "../../crypto/ids.ts";
import { ATTRIBUTE_OF_CLAIM } from "../../protocol/claim-attributes.ts";
import type { User } from "../../protocol/model.ts";
import type { ResourceFilter } from "../../store/store.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Connection } from "./connection.ts";
import { claimOf, localClaims, mappedClaim, textsOf } from "./local-attributes.ts";
import { syncMemberships } from "./memberships.ts";
import { emailOf, type RemotePerson } from "./remote-person.ts";

/** Who somebody from elsewhere is here. */
export type Recognised =
  | { readonly kind: "known"; readonly user: User }
  /** An account that is here already may be theirs: they show first that it is. */
  | { readonly kind: "to be proven" }
  | { readonly kind: "unknown" };

/** By what people are written to, and what says that it is theirs. */
const REACHED_BY = [
  ["email", "email_verified"],
  ["phone_number", "phone_number_verified"],
] as const;
/** How many accounts with one address are looked at. */
const MOST_ALIKE = 20;
/** In characters. */
const LONGEST_USER_NAME = 255;

/**
 * The user whom the provider's subject belongs to (security bar 24.1). For a new one: the account with the same verified address where the
 * connection is trusted so far (24.2), one that the person has to prove, or a new one where the connection makes users.
 */
export async function recognise(person: RemotePerson, connection: Connection, ctx: FlowContext): Promise<Recognised> {
  const known = await findAssociated(person, connection, ctx);
  if (known !== undefined) return known;
  const { provisioning } = connection.provider.document;
  const alike = await usersAlike(person, connection, ctx);
  if (alike.length > 0) {
    // Others may have the address unverified, which makes it no less one person's.
    const [owner, another] = alike.filter((user) => haveSameVerifiedAddress(person, user));
    const isTheirs = isTrusted(connection) && owner?.enabled === true && another === undefined;
    if (!isTheirs) return { kind: "to be proven" };
    if (!(await associate(owner, person, connection, ctx))) return UNKNOWN;
    await tellOfFactors(owner, ctx);
    return arrived(owner, person, connection, ctx);
  }
  if (!provisioning.enabled || (provisioning.associateLocalUser && provisioning.skipForLookupFailure)) return UNKNOWN;
  return provision(person, connection, ctx);
}

/** The user whom the provider's subject belongs to already, and nobody else: what a later step of a sign-in asks. */
export async function findAssociated(
  person: RemotePerson,
  connection: Connection,
  ctx: FlowContext,
): Promise<Recognised | undefined> {
  const association = await ctx.people.federatedAssociations.find(connection.provider.id, person.subject);
  if (association === undefined) return undefined;
  const user = await ctx.people.users.find(association.userId);
  return user?.enabled ? arrived(user, person, connection, ctx) : UNKNOWN;
}

/** Makes the provider's subject the user's, who has proven both. False when it is somebody else's by now. */
export async function associate(
  user: User,
  { subject }: RemotePerson,
  { provider }: Connection,
  ctx: FlowContext,
): Promise<boolean> {
  const id = newId(ctx.nowMilliseconds);
  const association = { id, userId: user.id, providerId: provider.id, subject, createdAt: ctx.now };
  const added = await ctx.people.federatedAssociations.add(association);
  if (added) ctx.record("federated_account_linked", { user: user.id, connection: provider.name });
  return added;
}

/** What is told of them now, where the connection keeps its users up to date. */
export async function arrived(
  user: User,
  person: RemotePerson,
  connection: Connection,
  ctx: FlowContext,
): Promise<Recognised> {
  const { provisioning, claims: mapped } = connection.provider.document;
  if (!provisioning.enabled) return { kind: "known", user };
  const { attributeSync } = provisioning;
  const profile = attributeSync === "NONE" ? undefined : await ctx.people.users.findProfile(user.id);
  if (profile !== undefined) {
    const { claims: own } = profile.user;
    const told = localClaims(person, mapped, isTrusted(connection));
    const preserves = attributeSync === "PRESERVE_LOCAL";
    // What was shown to be the user's does not give way to what was not.
    const kept = REACHED_BY.filter(
      ([name, verified]) =>
        own[name] !== undefined && (preserves || (own[verified] === true && told[verified] !== true)),
    );
    const merged = preserves ? { ...told, ...own } : { ...own, ...told };
    const ofOwn = Object.fromEntries(kept.flat().map((name) => [name, own[name]]));
    const claims = withoutUndefined({ ...merged, ...ofOwn });
    // Where it is changed meanwhile it is brought up to date the next time.
    if (!isDeepStrictEqual(claims, own)) {
      await ctx.people.users.replace({ ...profile, user: { ...profile.user, claims, updatedAt: ctx.now } });
    }
  }
  await syncMemberships(user, person, connection, ctx);
  return { kind: "known", user: (await ctx.people.users.find(user.id)) ?? user };
}

async function provision(person: RemotePerson, connection: Connection, ctx: FlowContext): Promise<Recognised> {
  const { claims: mapped } = connection.provider.document;
  const claims = localClaims(person, mapped, isTrusted(connection));
  const userName = userNameOf(person, connection);
  const user = { id: newId(ctx.nowMilliseconds), userName, enabled: true, claims, updatedAt: ctx.now };
  if (!(await ctx.people.users.create({ user, attributes: {} }, undefined))) {
    // Made by another request of theirs a moment ago; else the name is an account's that may be theirs.
    return (await findAssociated(person, connection, ctx)) ?? { kind: "to be proven" };
  }
  if (!(await associate(user, person, connection, ctx))) {
    await ctx.people.users.remove(user.id, ctx.now);
    return (await findAssociated(person, connection, ctx)) ?? UNKNOWN;
  }
  ctx.record("user_provisioned", { user: user.id, connection: connection.provider.name });
  await syncMemberships(user, person, connection, ctx);
  return { kind: "known", user: (await ctx.people.users.find(user.id)) ?? user };
}

/** Users of ours who look like the person: by the attributes that the connection names, or by the e-mail address. */
async function usersAlike(person: RemotePerson, connection: Connection, ctx: FlowContext): Promise<readonly User[]> {
  const { provisioning, implicitAssociation, claims: mapped } = connection.provider.document;
  const named = provisioning.associateLocalUser
    ? provisioning.lookupMappings.map(({ attribute, claim }) => [attribute, person.claims[claim]] as const)
    : implicitAssociation.enabled
      ? implicitAssociation.lookupAttributes.map((attribute) => [attribute, told(attribute, person, mapped)] as const)
      : [];
  const conditions = named.flatMap(([attribute, value]) => comparison(pathOf(attribute), value));
  const byNames = conditions.length === named.length ? await search(conditions, ctx) : [];
  return byNames.length > 0 ? byNames : search(comparison("emails.value", emailOf(person)?.email), ctx);
}

function told(attribute: string, { claims }: RemotePerson, mapped: Parameters<typeof mappedClaim>[0]): unknown {
  const claim = mappedClaim(mapped, attribute.replace(/^.*\/claims\//, "")) ?? claimOf(attribute);
  return claim === undefined ? undefined : claims[claim];
}

function pathOf(attribute: string): string | undefined {
  if (attribute.endsWith("/claims/username")) return "userName";
  const claim = claimOf(attribute);
  return claim === undefined ? undefined : ATTRIBUTE_OF_CLAIM[claim];
}

function comparison(path: string | undefined, value: unknown): ResourceFilter[] {
  if (path === undefined || textsOf(value).length !== 1) return [];
  return [{ kind: "comparison", path, operator: "eq", value: textsOf(value)[0] as string }];
}

async function search(terms: readonly ResourceFilter[], ctx: FlowContext): Promise<readonly User[]> {
  if (terms.length === 0) return [];
  const found = await ctx.people.users.search({ filter: { kind: "and", terms }, offset: 0, limit: MOST_ALIKE });
  return found.resources.map(({ user }) => user);
}

/** Whether an administrator has said that whom it calls by a verified address is who has the address here. */
function isTrusted({ provider }: Connection): boolean {
  const { provisioning, implicitAssociation } = provider.document;
  return provisioning.associateLocalUser || implicitAssociation.enabled;
}

function haveSameVerifiedAddress(person: RemotePerson, { claims }: User): boolean {
  const address = emailOf(person);
  const own = typeof claims.email === "string" ? inLowerCase(claims.email) : undefined;
  return address?.verified === true && claims.email_verified === true && own === inLowerCase(address.email);
}

/** The letters of ASCII alone: others have small ones that are another address's. */
function inLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A mapped user name, a verified address, or else what nobody takes for another person's name. */
function userNameOf(person: RemotePerson, { provider }: Connection): string {
  const claim = mappedClaim(provider.document.claims, "username");
  const [mapped] = claim === undefined ? [] : textsOf(person.claims[claim]);
  const address = emailOf(person);
  const name = mapped ?? (address?.verified ? address.email : `${provider.name}/${person.subject}`);
  return name.trim().slice(0, LONGEST_USER_NAME);
}

function withoutUndefined(claims: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

const UNKNOWN: Recognised = { kind: "unknown" };
