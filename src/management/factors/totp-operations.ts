import { z } from "zod";
import {
  confirmSecret,
  findAuthenticatorApp,
  offerSecret,
  pendingSecret,
  takeAppCode,
} from "../../credentials/authenticator-app.ts";
import { toBase32, totpUrl } from "../../crypto/totp.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { endOtherSessions } from "../self-service/end-other-sessions.ts";
import { hasVerifiedSignIn, ownUser, recentlySignedIn, verifySignIn } from "../self-service/own-user.ts";
import { tryCode } from "./attempts.ts";

const PATH = "/api/users/v1/me/totp";

const totpForm = z.object({ qrCodeUrl: z.string().optional(), isValid: z.boolean().optional() });

const requestForm = z.object({
  action: z.enum(["INIT", "REFRESH", "VALIDATE"]),
  /** As a number it has lost its leading zeros. */
  verificationCode: z.union([z.number().int().min(0).max(999_999), z.string().regex(/^\d{1,6}$/)]).optional(),
});

/**
 * The user's authenticator app (contract §19, security bar 19.1, 19.5). A secret is told until the app has shown that it has it, and never
 * after that.
 */
export const totpOperations: readonly Operation[] = [
  operation({
    id: "changeTotp",
    method: "POST",
    path: PATH,
    scope: SELF_SERVICE_SCOPE,
    summary: "Makes a secret for the user's authenticator app, another one, or takes the first code of one",
    body: requestForm,
    answers: { 200: totpForm, 201: totpForm },
    async handle({ body: { action, verificationCode } }, ctx) {
      const user = await recentlySignedIn(ctx);
      if (action === "VALIDATE") return validate(user, verificationCode, ctx);
      const found = await findAuthenticatorApp(user.id, ctx);
      if (action === "INIT" && found?.document.secret !== undefined) {
        throw new ManagementError(
          409,
          "TOTP-10002",
          "Already set up.",
          "REFRESH replaces the user's authenticator app.",
        );
      }
      const secret = await offerSecret(user.id, ctx);
      const body = { qrCodeUrl: qrCodeUrl(secret, user, ctx) };
      return { status: action === "INIT" ? 201 : 200, body, change: changeOf("user.offer-totp", user) };
    },
  }),
  operation({
    id: "getTotp",
    method: "GET",
    path: PATH,
    scope: SELF_SERVICE_SCOPE,
    summary:
      "Gets the secret that the user's authenticator app is to have, for a QR code; or says that the app is set up",
    answers: { 200: totpForm },
    async handle(_call, ctx) {
      const user = await ownUser(ctx);
      const found = await findAuthenticatorApp(user.id, ctx);
      // Whoever reads it has what the app is to have: it is for those alone who may set one up.
      const isTold = found && (await hasVerifiedSignIn(user, ctx));
      const secret = isTold ? pendingSecret(found, ctx) : undefined;
      return {
        status: 200,
        body: {
          ...(secret !== undefined && { qrCodeUrl: qrCodeUrl(secret, user, ctx) }),
          ...(found?.document.secret !== undefined && { isValid: true }),
        },
      };
    },
  }),
  operation({
    id: "deleteTotp",
    method: "DELETE",
    path: PATH,
    scope: SELF_SERVICE_SCOPE,
    summary: "Removes the user's authenticator app",
    answers: { 200: undefined },
    async handle(_call, ctx) {
      const user = await recentlySignedIn(ctx);
      if (!(await ctx.store.credentials.remove(user.id, "totp", user.id))) return { status: 200 };
      await endOtherSessions(user, ctx);
      return { status: 200, change: changeOf("user.remove-totp", user) };
    },
  }),
  operation({
    id: "getTotpSecret",
    method: "GET",
    path: `${PATH}/secret`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Gets the secret that the user's authenticator app is to have, to be typed",
    answers: { 200: z.object({ secret: z.string().optional() }) },
    async handle(_call, ctx) {
      const user = await ownUser(ctx);
      const found = await findAuthenticatorApp(user.id, ctx);
      const secret = found && pendingSecret(found, ctx);
      if (secret !== undefined) await verifySignIn(user, ctx);
      return { status: 200, body: secret === undefined ? {} : { secret: toBase32(secret) } };
    },
  }),
];

/** A code of the secret that waits makes it the app's; without one, the code is one of the app's and is used up. */
async function validate(user: User, sent: number | string | undefined, ctx: ManagementContext): Promise<Reply> {
  if (sent === undefined) {
    throw new ManagementError(400, "TOTP-10001", "Invalid request.", "VALIDATE needs a verificationCode.");
  }
  const code = String(sent).padStart(6, "0");
  const isNew = (await findAuthenticatorApp(user.id, ctx))?.document.pending !== undefined;
  const check = isNew ? confirmSecret : takeAppCode;
  const isValid = await tryCode(user, () => check(user.id, code, ctx), ctx);
  if (!isValid || !isNew) return { status: 200, body: { isValid } };
  await endOtherSessions(user, ctx);
  return { status: 200, body: { isValid }, change: changeOf("user.add-totp", user) };
}

/** base64 of the `otpauth:` URL (contract §19). */
function qrCodeUrl(secret: Uint8Array, { userName }: User, { tenant }: ManagementContext): string {
  return Buffer.from(totpUrl(secret, { issuer: tenant.name, account: userName })).toString("base64");
}

function changeOf(action: string, { id, userName }: User) {
  return { action, target: { kind: "user", id, name: userName } };
}
