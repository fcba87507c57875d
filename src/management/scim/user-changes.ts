import { sendEmailChange } from "../../accounts/administered.ts";
import { changeOfAddressWait } from "../../accounts/mail-limit.ts";
import { endEverything, replacePassword } from "../../accounts/replace-password.ts";
import { tellOfNewEmail, tellOfNewMobile, tellOfPassword } from "../../accounts/security-notices.ts";
import { newId } from "../../crypto/ids.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import type { User } from "../../protocol/model/user.ts";
import { administratorRole } from "../../protocol/roles.ts";
import type { UserProfile } from "../../store/port/users.ts";
import { ManagementError } from "../management-error.ts";
import type { Call, Change, ManagementContext, Reply } from "../operation.ts";
import { lastAdministrator, verifyMayControlUser } from "../roles/guards.ts";
import { recentlySignedIn } from "../self-service/own-user.ts";
import { passwordOf, refuseUsed } from "./password.ts";
import { type Resource, requireAttributes } from "./resource.ts";
import { etagOf, isKnown, requireVersion } from "./resource-meta.ts";
import { failure, refusal } from "./scim-error.ts";
import { type Selection, selector } from "./selection.ts";
import { shownUsers, userAnswer } from "./user-answer.ts";
import { USER } from "./user-kind.ts";
import { followUp, heldBack, welcome } from "./user-messages.ts";
import { requestsOf, toStored } from "./user-profile.ts";

/** So often a change is tried again when another one came in between. */
const TRIES = 5;

type Headers = Pick<Call, "ifMatch" | "ifNoneMatch">;

/** The user with the id. Refuses an id that nobody has. */
export async function getProfile(id: string, { store }: ManagementContext): Promise<UserProfile> {
  const profile = await store.users.findProfile(id);
  if (profile === undefined) throw failure(404, `No user with the id : ${id} in the user store.`);
  return profile;
}

/** The answer with one user; 304 for a version that the client has. */
export async function userReply(
  profile: UserProfile,
  selection: Selection,
  { ifNoneMatch }: Headers,
  ctx: ManagementContext,
): Promise<Reply> {
  const etag = etagOf(profile);
  if (isKnown(ifNoneMatch, profile)) return { status: 304, etag };
  const [body] = await shownUsers([profile], selector(selection, USER), ctx);
  return { status: 200, etag, body };
}

/** Stores a new user. Refuses a name that a user or an application has (security bar 6.11). */
export async function createUser(resource: Resource, selection: Selection, ctx: ManagementContext): Promise<Reply> {
  const { store, now, nowMilliseconds } = ctx;
  const select = selector(selection, USER);
  const stored = toStored(requireAttributes(resource, USER), undefined, newId(nowMilliseconds), now);
  const { id, userName } = stored.user;
  const password = await passwordOf(resource, userName, ctx);
  await refuseNamesake(userName, ctx);
  const requests = requestsOf(resource);
  // Who is to choose a password has none before.
  const isChosen = password !== undefined && !requests.has("askPassword");
  const hash = isChosen ? await hashPassword(password) : undefined;
  if (!(await store.users.create(stored, hash))) throw nameTaken(userName);
  await welcome(stored.user, requests, isChosen, ctx);
  const profile = await getProfile(id, ctx);
  const after = userAnswer(profile, ctx);
  const change = changeOf("user.create", profile, { after });
  const [body] = await shownUsers([profile], select, ctx);
  return { status: 201, body, location: `/scim2/Users/${id}`, etag: etagOf(profile), change };
}

/** Stores what `edit` makes of the user, and the password that it brings. */
export async function changeUser(
  id: string,
  edit: (before: UserProfile) => Resource,
  selection: Selection,
  { ifMatch }: Headers,
  ctx: ManagementContext,
): Promise<Reply> {
  const select = selector(selection, USER);
  for (let tries = 1; ; tries += 1) {
    const before = await getProfile(id, ctx);
    requireVersion(ifMatch, before);
    const resource = requireAttributes(edit(before), USER);
    const requests = requestsOf(resource);
    const wanted = toStored(resource, before, id, ctx.now);
    const { stored, wantedEmail } = await heldBack(wanted, before, ctx);
    const { user } = stored;
    const password = await passwordOf(resource, user.userName, ctx);
    if (user.userName !== before.user.userName) await refuseNamesake(user.userName, ctx);

    // Whoever has the address or the phone that codes are sent to can become the user too.
    const isReached = ["email", "phone_number"].some((name) => wanted.user.claims[name] !== before.user.claims[name]);
    if (password !== undefined || requests.size > 0 || isReached) await verifyMayControlUser(id, ctx);
    // Of their own a hostile application could change them too, while nobody is there (security bar 19.5).
    const isOwn = ctx.actor.kind === "user" && ctx.actor.id === id;
    if (isOwn && (isReached || password !== undefined)) await recentlySignedIn(ctx);
    if (isOwn && isReached && tries === 1) await countChangeOfAddress(id, ctx);
    if (password !== undefined) await refuseUsed(user, password, ctx);
    const isDisabled = before.user.enabled && !user.enabled;
    const keptRole = isDisabled ? administratorRole(ctx.tenant).id : undefined;
    const outcome = await ctx.store.users.replace({ ...stored, version: before.version }, keptRole);
    if (outcome === "name taken") throw nameTaken(user.userName);
    if (outcome === "last of the role") throw lastAdministrator();
    if (outcome === "changed meanwhile") {
      if (tries < TRIES) continue;
      throw failure(409, "The user was changed by others at the same time.");
    }
    if (password !== undefined) {
      await replacePassword(user, password, ctx);
      await tellOfPassword(user, ctx);
    } else if (isDisabled) await endEverything(user, ctx);
    await followUp(user, requests, password !== undefined, ctx);
    await tellOfNewEmail(before.user, user, ctx);
    await tellOfNewMobile(before.user, user, ctx);
    if (wantedEmail !== undefined) await sendEmailChange(user, wantedEmail, ctx);

    const profile = await getProfile(id, ctx);
    const [old, after] = [userAnswer(before, ctx), userAnswer(profile, ctx)];
    const change = changeOf("user.update", profile, { before: old, after });
    const [body] = await shownUsers([profile], select, ctx);
    return { status: 200, body, etag: etagOf(profile), change };
  }
}

async function countChangeOfAddress(userId: string, ctx: ManagementContext): Promise<void> {
  const seconds = await changeOfAddressWait(userId, ctx);
  if (seconds !== undefined) throw new ManagementError(429, "", "", `Try again in ${seconds} seconds.`, seconds);
}

/** Removes the user, and ends all that they have opened. */
export async function deleteUser(id: string, { ifMatch }: Headers, ctx: ManagementContext): Promise<Reply> {
  const profile = await getProfile(id, ctx);
  requireVersion(ifMatch, profile);
  const sessions = await ctx.root.store.sessions.listOf(id);
  const outcome = await ctx.store.users.remove(id, ctx.now, administratorRole(ctx.tenant).id);
  if (outcome === "last of the role") throw lastAdministrator();
  if (ctx.tenant.organization !== undefined) await endAtTenant(profile.user, ctx);
  else if (sessions.length > 0) await ctx.sessionsEnded(profile.user, sessions);
  return { status: 204, change: changeOf("user.delete", profile, { before: userAnswer(profile, ctx) }) };
}

/** What an organization's user has opened and allowed is kept with the tenant, where nothing of it goes with the user. */
async function endAtTenant(user: User, ctx: ManagementContext): Promise<void> {
  await endEverything(user, ctx);
  const { consents } = ctx.root.store;
  for (const { clientId } of await consents.listOf(user.id)) await consents.remove(user.id, clientId);
}

/** What tells users and applications apart in a token is that no application's id is a user's name. */
async function refuseNamesake(userName: string, { store }: ManagementContext): Promise<void> {
  const clients = await Promise.all([userName, userName.toLowerCase()].map((name) => store.clients.find(name)));
  if (clients.some((client) => client !== undefined)) throw nameTaken(userName);
}

function nameTaken(userName: string) {
  return refusal("uniqueness", `User with the name: ${userName} already exists in the system.`);
}

function changeOf(action: string, { user }: UserProfile, values: Pick<Change, "before" | "after">): Change {
  return { action, target: { kind: "user", id: user.id, name: user.userName }, ...values };
}
