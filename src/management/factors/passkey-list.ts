import { z } from "zod";
import { type PasskeyWorld, passkeysOf, userHandleOf } from "../../credentials/passkeys.ts";
import type { User } from "../../protocol/model/user.ts";
import type { ManagementContext } from "../operation.ts";

/** A passkey, as its user is told of it (contract §19). */
export const passkeyForm = z.object({
  signatureCount: z.number(),
  userIdentity: z.object({ name: z.string(), displayName: z.string(), id: z.string() }),
  credential: z.object({
    credentialId: z.string(),
    userHandle: z.string(),
    publicKeyCose: z.string(),
    signatureCount: z.number(),
  }),
  registrationTime: z.string(),
  isUsernamelessSupported: z.boolean(),
  displayName: z.string(),
});
/** The user's passkeys. */
export async function passkeyListOf(user: User, ctx: ManagementContext): Promise<z.infer<typeof passkeyForm>[]> {
  const userHandle = userHandleOf(user.id);
  const passkeys = await passkeysOf(user.id, passkeyWorldOf(ctx));
  return passkeys.map(({ id, document, createdAt }) => ({
    signatureCount: document.counter,
    userIdentity: { name: user.userName, displayName: user.userName, id: userHandle },
    credential: {
      credentialId: id,
      userHandle,
      publicKeyCose: document.publicKey,
      signatureCount: document.counter,
    },
    registrationTime: new Date(createdAt * 1000).toISOString(),
    isUsernamelessSupported: document.discoverable ?? false,
    displayName: document.displayName,
  }));
}

/** Where passkeys are kept, and whom they are for. Challenges are the tenant's, in its organizations too. */
export function passkeyWorldOf({ store, root, sealing, relyingParty, now }: ManagementContext): PasskeyWorld {
  return { credentials: store.credentials, transients: root.store.transients, sealing, relyingParty, now };
}
