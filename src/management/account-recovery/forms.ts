import { z } from "zod";
import { accountClaims, accountProperties } from "../account-claims.ts";

export const initForm = z.object({ claims: accountClaims, properties: accountProperties });
export const recoverForm = z.object({ recoveryCode: z.string(), channelId: z.string(), properties: accountProperties });
export const resendForm = z.object({ resendCode: z.string(), properties: accountProperties });
export const confirmForm = z.object({
  confirmationCode: z.string(),
  otp: z.string().optional(),
  properties: accountProperties,
});
export const resetForm = z.object({
  resetCode: z.string(),
  flowConfirmationCode: z.string().optional(),
  password: z.string(),
  properties: accountProperties,
});

const links = z.array(z.object({ rel: z.string(), href: z.string(), type: z.string() }));

export const initAnswer = z.array(
  z.object({
    mode: z.string(),
    flowConfirmationCode: z.string().optional(),
    channelInfo: z.object({
      recoveryCode: z.string(),
      channels: z.array(z.object({ id: z.string(), type: z.string(), value: z.string(), preferred: z.boolean() })),
    }),
    links,
  }),
);
export const userNameAnswer = z.object({ code: z.string(), message: z.string(), notificationChannel: z.string() });
export const notifyAnswer = userNameAnswer.extend({ flowConfirmationCode: z.string(), resendCode: z.string(), links });
export const confirmAnswer = z.object({ resetCode: z.string(), links });
export const resetAnswer = z.object({ code: z.string(), message: z.string() });
