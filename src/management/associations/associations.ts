import { isId, newId } from "../../crypto/ids.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import type { User } from "../../protocol/model/user.ts";
import type { FederatedAssociation } from "../../store/port/federated-associations.ts";
import { ManagementError } from "../management-error.ts";
import type { Change, ManagementContext } from "../operation.ts";

/** Another identity provider allows that many characters and more (OpenID Connect Core §2: 255 of `sub`). */
const LONGEST_SUBJECT = 255;

/** The user's associations as they are told. One with a provider that is gone means nothing. */
export async function associationsOf({ id }: User, { store }: ManagementContext) {
  const associations = await store.federatedAssociations.listOf(id);
  const told = await Promise.all(
    associations.map(async ({ id, providerId, subject }) => {
      const provider = await store.records.find<IdentityProviderDocument>("identity provider", providerId);
      if (provider === undefined) return [];
      const { name, document } = provider;
      const image = document.image === undefined ? {} : { imageUrl: document.image };
      return [{ id, idp: { id: providerId, name, displayName: name, ...image }, federatedUserId: subject }];
    }),
  );
  return told.flat();
}

/** Lets the user sign in as whoever the provider calls so. Refuses whom somebody has already. */
export async function associate(
  user: User,
  { idp, federatedUserId }: { readonly idp: string; readonly federatedUserId: string },
  { store, now, nowMilliseconds }: ManagementContext,
): Promise<Change> {
  const subject = federatedUserId;
  if (subject === "" || subject.length > LONGEST_SUBJECT || subject.includes("\0")) {
    throw new ManagementError(400, "UAA-10001", "Invalid request.", "The federatedUserId cannot be used.");
  }
  const provider = await store.records.findByName<IdentityProviderDocument>("identity provider", idp);
  if (provider === undefined) {
    throw new ManagementError(400, "UAA-10007", "Invalid identity provider.", `There is no connection named ${idp}.`);
  }
  const id = newId(nowMilliseconds);
  const association = { id, userId: user.id, providerId: provider.id, subject, createdAt: now };
  if (!(await store.federatedAssociations.add(association))) {
    const description = "The federated user is associated with somebody already.";
    throw new ManagementError(400, "UAA-10012", "Already associated.", description);
  }
  return { action: "user.associate", target: targetOf(user), after: { id, idp, federatedUserId } };
}

/** Takes one of the user's associations away. Refuses one that the user has not. */
export async function dissociate(user: User, id: string, ctx: ManagementContext): Promise<Change> {
  const association = (await ctx.store.federatedAssociations.listOf(user.id)).find((one) => one.id === id);
  if (!isId(id) || association === undefined || !(await ctx.store.federatedAssociations.remove(user.id, id))) {
    throw new ManagementError(404, "UAA-10013", "Association not found.", `The user has no association ${id}.`);
  }
  return removalOf(user, [association]);
}

/** Takes all of the user's associations away. */
export async function dissociateAll(user: User, { store }: ManagementContext): Promise<Change> {
  const associations = await store.federatedAssociations.listOf(user.id);
  for (const { id } of associations) await store.federatedAssociations.remove(user.id, id);
  return removalOf(user, associations);
}

function removalOf(user: User, associations: readonly FederatedAssociation[]): Change {
  const before = associations.map(({ id, providerId, subject }) => ({ id, idp: providerId, federatedUserId: subject }));
  return { action: "user.dissociate", target: targetOf(user), before };
}

function targetOf({ id, userName }: User): Change["target"] {
  return { kind: "user", id, name: userName };
}
