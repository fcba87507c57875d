import { z } from "zod";
import { hasAuthenticatorApp } from "../../credentials/authenticator-app.ts";
import { countBackupCodes } from "../../credentials/backup-codes.ts";
import { forgetDevices } from "../../credentials/remembered-devices.ts";
import type { User } from "../../protocol/model/user.ts";
import type { CredentialKind } from "../../store/port/credentials.ts";
import { newBackupCodes } from "../factors/new-backup-codes.ts";
import { ManagementError } from "../management-error.ts";
import { type Call, type Operation, operation, type Reply } from "../operation.ts";
import { controlledUserInPath, userInPath } from "../self-service/own-user.ts";

const PATH = "/api/users/v2/{userId}/credentials";
const NO_USER = "UCM-60004";

const entryForm = z.object({ credentialId: z.string(), displayName: z.string() });
const byTypeForm = z.object({
  passkey: z.array(entryForm),
  "push-auth": z.array(entryForm),
  "backup-code": z.boolean(),
  totp: z.boolean(),
});

/** Of these a user has one alone. */
const ONE_ALONE: Readonly<Record<string, CredentialKind>> = { "backup-code": "backup codes", totp: "totp" };
/** Of these a user may have several. */
const SEVERAL: Readonly<Record<string, CredentialKind | undefined>> = { passkey: "passkey", "push-auth": undefined };

/** What users prove who they are with, for administrators (contract §19). Whoever changes it can become the user, or keep them out. */
export const credentialOperations: readonly Operation[] = [
  operation({
    id: "getUserCredentialsById",
    method: "GET",
    path: PATH,
    scope: "internal_user_credential_mgt_view",
    summary: "Lists what a user proves who they are with, but for the password",
    answers: { 200: byTypeForm },
    async handle(call, ctx) {
      const user = await userInPath(call, ctx, NO_USER);
      const passkeys = await ctx.store.credentials.listOf<{ readonly displayName?: string }>(user.id, "passkey");
      return {
        status: 200,
        body: {
          passkey: passkeys.map(({ id, document }) => ({ credentialId: id, displayName: document.displayName ?? "" })),
          "push-auth": [],
          "backup-code": (await countBackupCodes(user.id, ctx)) > 0,
          totp: await hasAuthenticatorApp(user.id, ctx),
        },
      };
    },
  }),
  operation({
    id: "createUserCredentialByType",
    method: "POST",
    path: `${PATH}/{type}`,
    scope: "internal_user_credential_mgt_create",
    summary: "Makes backup codes for a user, in the place of those that the user has",
    answers: { 201: z.object({ type: z.string(), credentials: z.array(z.string()) }), 409: undefined },
    async handle(call, ctx) {
      const user = await controlledUserInPath(call, ctx, NO_USER);
      if (call.parameters.type !== "backup-code") throw unknownType(call);
      const credentials = await newBackupCodes(user, "UCM-60006", ctx);
      const change = changeOf("user.add-credentials", user, { type: "backup-code" });
      return { status: 201, body: { type: "backup-code", credentials }, change };
    },
  }),
  operation({
    id: "deleteUserCredentialsByType",
    method: "DELETE",
    path: `${PATH}/{type}`,
    scope: "internal_user_credential_mgt_delete",
    summary: "Removes a user's backup codes or authenticator app",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const user = await controlledUserInPath(call, ctx, NO_USER);
      const kind = ofType(ONE_ALONE, call);
      if (kind === undefined) throw unknownType(call);
      const removed = await ctx.store.credentials.remove(user.id, kind, user.id);
      if (removed) await forgetDevices(user.id, ctx);
      return removal(removed, user, { type: call.parameters.type });
    },
  }),
  operation({
    id: "deleteUserCredentialById",
    method: "DELETE",
    path: `${PATH}/{type}/{credentialId}`,
    scope: "internal_user_credential_mgt_delete",
    summary: "Removes one of a user's passkeys",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const user = await controlledUserInPath(call, ctx, NO_USER);
      const { type = "", credentialId = "" } = call.parameters;
      if (!Object.hasOwn(SEVERAL, type)) throw unknownType(call);
      const kind = ofType(SEVERAL, call);
      const removed = kind !== undefined && (await ctx.store.credentials.remove(user.id, kind, credentialId));
      if (removed) {
        await forgetDevices(user.id, ctx);
        return removal(removed, user, { type, credentialId });
      }
      const description = `The user has no ${type} with the id ${credentialId}.`;
      throw new ManagementError(404, "UCM-60005", "Credential not found.", description);
    },
  }),
];

function ofType<Kind>(
  table: Readonly<Record<string, Kind>>,
  { parameters }: Pick<Call, "parameters">,
): Kind | undefined {
  const { type = "" } = parameters;
  return Object.hasOwn(table, type) ? table[type] : undefined;
}

function unknownType({ parameters }: Pick<Call, "parameters">): ManagementError {
  const description = `This cannot be done with credentials of the type ${parameters.type}.`;
  return new ManagementError(400, "UCM-60001", "Invalid credential type.", description);
}

function removal(removed: boolean, user: User, before: object): Reply {
  return removed ? { status: 204, change: changeOf("user.remove-credentials", user, before) } : { status: 204 };
}

function changeOf(action: string, { id, userName }: User, before: object) {
  return { action, target: { kind: "user", id, name: userName }, before };
}
