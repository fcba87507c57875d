import { missingProof } from "../../credentials/recent-proof.ts";
import { isId } from "../../crypto/ids.ts";
import { isFromOutside, type User } from "../../protocol/model/user.ts";
import { InsufficientSignInError, ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";
import { verifyMayControlUser } from "../roles/guards.ts";

/** The user that the token speaks for (security bar 23.3). Refuses a client that acts for itself. */
export async function ownUser(ctx: ManagementContext): Promise<User> {
  const user = ctx.actor.kind === "user" ? await findUser(ctx.actor.id, ctx) : undefined;
  if (user === undefined) throw forbidden("Only a user has an account of their own.");
  return user;
}

/**
 * The same, for what needs a recent sign-in, and one with the second factor that the account has (security bar 19.5). Nobody does such things
 * for somebody else.
 */
export async function recentlySignedIn(ctx: ManagementContext): Promise<User> {
  const user = await ownUser(ctx);
  await verifySignIn(user, ctx);
  return user;
}

/** Refuses where `recentlySignedIn` does, to whoever the user is already. */
export async function verifySignIn(user: User, ctx: ManagementContext): Promise<void> {
  if (isForAnother(ctx)) throw forbidden("Only the users themselves change how they sign in.");
  const missing = await missingAtHome(user, ctx);
  if (missing !== undefined) throw new InsufficientSignInError(missing);
}

/** Whether `verifySignIn` would not refuse. */
export async function hasVerifiedSignIn(user: User, ctx: ManagementContext): Promise<boolean> {
  return !isForAnother(ctx) && (await missingAtHome(user, ctx)) === undefined;
}

/** Somebody from outside has signed in at home, with the factors that they have there. */
function missingAtHome(user: User, { store, root, person, authorization, now }: ManagementContext) {
  return isFromOutside(user) && person !== undefined
    ? missingProof(person, authorization, { store: root.store, now })
    : missingProof(user, authorization, { store, now });
}

/** Whether somebody acts for the user (RFC 8693 §4.1). */
function isForAnother({ authorization }: ManagementContext): boolean {
  return authorization?.extras?.actor !== undefined;
}

/** The user that the path names. Refuses an id that nobody has. */
export async function userInPath(
  { parameters }: { readonly parameters: Readonly<Record<string, string>> },
  ctx: ManagementContext,
  code: string,
): Promise<User> {
  const id = parameters.userId as string;
  const user = isId(id) ? await findUser(id, ctx) : undefined;
  if (user === undefined)
    throw new ManagementError(404, code, "User not found.", `There is no user with the id ${id}.`);
  return user;
}

/** The same, for what makes whoever does it able to become the user: refuses a caller who may do less than the user (security bar 23.2). */
export async function controlledUserInPath(
  call: { readonly parameters: Readonly<Record<string, string>> },
  ctx: ManagementContext,
  code: string,
): Promise<User> {
  const user = await userInPath(call, ctx, code);
  // An administrator's scope is no way around what their own account asks for.
  if (ctx.actor.kind === "user" && ctx.actor.id === user.id) await verifySignIn(user, ctx);
  try {
    await verifyMayControlUser(user.id, ctx);
  } catch (error) {
    throw error instanceof ManagementError ? forbidden(error.description) : error;
  }
  return user;
}

async function findUser(id: string, { tenant, store }: ManagementContext): Promise<User | undefined> {
  const user = await store.users.find(id);
  return user && (tenant.organization === undefined ? user : { ...user, home: tenant.organization.id });
}

function forbidden(description: string): ManagementError {
  return new ManagementError(403, "UE-10000", "Forbidden", description);
}
