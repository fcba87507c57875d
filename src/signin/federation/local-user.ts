import { isDeepStrictEqual } from "node:util";
import { isNameOfClient } from "../../accounts/registration.ts";
import { tellOfFactors } from "../../accounts/security-notices.ts";
import { newId } from "../../crypto/ids.ts";
import type { User } from "../../protocol/model/user.ts";
import type { FederatedAssociation } from "../../store/port/federated-associations.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Connection } from "./connection.ts";
import { localClaims, mappedClaim, textsOf } from "./local-attributes.ts";
import { usersAlike } from "./lookup.ts";
import { syncMemberships } from "./memberships.ts";
import type { ChosenAccount } from "./new-user.ts";
import { emailOf, type RemotePerson } from "./remote-person.ts";

/** Who somebody from elsewhere is here. */
export type Recognised =
  | { readonly kind: "known"; readonly user: User }
  /** An account that is here already may be theirs: they show first that it is. */
  | { readonly kind: "to be proven" }
  /** New, and asked before they become a user here. */
  | { readonly kind: "to be asked" }
  | { readonly kind: "unknown" };

type Person = Pick<RemotePerson, "subject" | "claims">;

/** By what people are written to, and what says that it is theirs. */
const REACHED_BY = [
  ["email", "email_verified"],
  ["phone_number", "phone_number_verified"],
] as const;
/** In characters. */
const LONGEST_USER_NAME = 255;

/**
 * The user whom the provider's subject belongs to (security bar 24.1). For a new one: the account with the same verified address where the
 * connection is trusted so far (24.2), one that the person has to prove, or a new one where the connection makes users.
 */
export async function recognise(person: Person, connection: Connection, ctx: FlowContext): Promise<Recognised> {
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
    await tellOfFactors(owner, { ...ctx, store: ctx.people });
    return arrived(owner, person, connection, ctx);
  }
  if (!provisioning.enabled || (provisioning.associateLocalUser && provisioning.skipForLookupFailure)) return UNKNOWN;
  if (provisioning.scheme !== "PROVISION_SILENTLY") return { kind: "to be asked" };
  return provision(person, connection, { userName: userNameOf(person, connection), passwordHash: undefined }, ctx);
}

/** The user whom the provider's subject belongs to already, and nobody else: what a later step of a sign-in asks. */
export async function findAssociated(
  person: Person,
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
  { subject }: Person,
  { provider }: Connection,
  ctx: FlowContext,
): Promise<boolean> {
  const id = newId(ctx.nowMilliseconds);
  const association = { id, userId: user.id, providerId: provider.id, subject, createdAt: ctx.now };
  const added = await ctx.people.federatedAssociations.add(association);
  if (added) ctx.record("federated_account_linked", { user: user.id, connection: provider.name });
  return added;
}

/** A mark of the link between the two accounts, for as long as there is one. */
export function markOfAssociation({
  providerId,
  subject,
}: Pick<FederatedAssociation, "providerId" | "subject">): string {
  return JSON.stringify([providerId, subject]);
}

/** Whether the account elsewhere that the mark is of is the user's. */
export async function isAssociated(
  mark: string,
  user: User,
  { people }: Pick<FlowContext, "people">,
): Promise<boolean> {
  const [providerId, subject] = JSON.parse(mark) as [string, string];
  return (await people.federatedAssociations.find(providerId, subject))?.userId === user.id;
}

/** What is told of them now, where the connection keeps its users up to date. */
export async function arrived(
  user: User,
  person: Person,
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

/** Makes the user. Where the name is an account's that may be theirs, that is to be proven. */
export async function provision(
  person: Person,
  connection: Connection,
  chosen: ChosenAccount,
  ctx: FlowContext,
): Promise<Recognised> {
  const { claims: mapped } = connection.provider.document;
  const claims = localClaims(person, mapped, isTrusted(connection));
  const isNamesake = await isNameOfClient(chosen.userName, { store: ctx.people });
  const userName = isNamesake ? nameOfNobodyElse(person, connection) : chosen.userName;
  const user = { id: newId(ctx.nowMilliseconds), userName, enabled: true, claims, updatedAt: ctx.now };
  if (!(await ctx.people.users.create({ user, attributes: {} }, chosen.passwordHash))) {
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

/** Whether an administrator has said that whom it calls by a verified address is who has the address here. */
export function isTrusted({ provider }: Connection): boolean {
  const { provisioning, implicitAssociation } = provider.document;
  return provisioning.associateLocalUser || implicitAssociation.enabled;
}

function haveSameVerifiedAddress(person: Person, { claims }: User): boolean {
  const address = emailOf(person);
  const own = typeof claims.email === "string" ? inLowerCase(claims.email) : undefined;
  return address?.verified === true && claims.email_verified === true && own === inLowerCase(address.email);
}

/** The letters of ASCII alone: others have small ones that are another address's. */
function inLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A mapped user name, a verified address, or else what nobody takes for another person's name. */
export function userNameOf(person: Person, { provider }: Connection): string {
  const claim = mappedClaim(provider.document.claims, "username");
  const [mapped] = claim === undefined ? [] : textsOf(person.claims[claim]);
  const address = emailOf(person);
  const name = mapped ?? (address?.verified ? address.email : nameOfNobodyElse(person, { provider }));
  return name.trim().slice(0, LONGEST_USER_NAME);
}

/** What stands for a user name where there is none that could be the person's. */
export function nameOfNobodyElse({ subject }: Person, { provider }: Pick<Connection, "provider">): string {
  return `${provider.name}/${subject}`.slice(0, LONGEST_USER_NAME);
}

function withoutUndefined(claims: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

const UNKNOWN: Recognised = { kind: "unknown" };
