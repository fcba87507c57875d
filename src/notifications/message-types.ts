import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { EmailMessage, SmsMessage } from "./languages/language.ts";

/** A type of messages: what it says, and what a person is to do with it. */
export interface MessageType {
  /** Asgardeo's display name; ids are made of it. */
  readonly name: string;
  readonly message: EmailMessage | SmsMessage;
  /** Where the button leads. */
  readonly link?: string;
  /** The placeholder of the code that is shown. */
  readonly code?: string;
  /** Nobody asked for it: whether to ignore it need not be said. */
  readonly isNotice?: true;
}

/** The pages of account recovery; `{{account.recovery.endpoint-url}}` is `{tenant}/accountrecoveryendpoint`. */
const RECOVERY = "{{account.recovery.endpoint-url}}";
const CONFIRM = `${RECOVERY}/confirmregistration.do?confirmation={{confirmation-code}}&callback={{callback}}`;
const RECOVER = `${RECOVERY}/confirmrecovery.do?confirmation={{confirmation-code}}&callback={{callback}}`;
const VERIFY = `${RECOVERY}/verifyemail.do?confirmation={{confirmation-code}}`;
/** `{{carbon.product-url}}` is the tenant's URL. */
const MAGIC = "{{carbon.product-url}}/commonauth?mlt={{magicToken}}";

const code = (name: string, message: EmailMessage, placeholder = "confirmation-code"): MessageType => ({
  name,
  message,
  code: placeholder,
});
const link = (name: string, message: EmailMessage, to: string): MessageType => ({ name, message, link: to });
const notice = (name: string, message: EmailMessage): MessageType => ({ name, message, isNotice: true });

/** The server's own types, by Asgardeo's names (contract §17.13). */
export const MESSAGE_TYPES: Readonly<Record<NotificationChannel, readonly MessageType[]>> = {
  email: [
    link("AccountConfirmation", "confirmAccount", CONFIRM),
    link("ResendAccountConfirmation", "confirmAccount", CONFIRM),
    link("EmailConfirm", "confirmEmail", CONFIRM),
    code("EmailConfirmWithOTP", "confirmEmailByCode"),
    link("PasswordReset", "resetPassword", RECOVER),
    link("resendPasswordReset", "resetPassword", RECOVER),
    code("PasswordResetOTP", "resetPasswordByCode"),
    code("resendPasswordResetOTP", "resetPasswordByCode"),
    notice("passwordResetSucess", "passwordWasReset"),
    { name: "AccountIdRecovery", message: "recoverUserName" },
    { name: "initiateRecovery", message: "recoveryBegan" },
    link("AskPassword", "invite", RECOVER),
    link("resendAskPassword", "invite", RECOVER),
    code("AskPasswordEmailOTP", "inviteByCode"),
    code("AskPasswordResendEmailOTP", "inviteByCode"),
    link("AdminForcedPasswordReset", "mustResetPassword", RECOVER),
    link("resendAdminForcedPasswordReset", "mustResetPassword", RECOVER),
    code("AdminForcedPasswordResetWithOTP", "mustResetPasswordByCode"),
    code("resendAdminForcedPasswordResetWithOTP", "mustResetPasswordByCode"),
    code("EmailOTP", "signInCode", "OTPCode"),
    code("EmailOTPVerification", "verificationCode", "OTPCode"),
    code("TOTP", "signInCode", "token"),
    link("magicLink", "magicLink", MAGIC),
    link("VerifyEmailOnUpdate", "confirmNewEmail", VERIFY),
    link("ResendVerifyEmailOnUpdate", "confirmNewEmail", VERIFY),
    code("EmailOTPVerificationOnUpdate", "verificationCode", "OTPCode"),
    notice("notifyOnExistingEmailUpdate", "emailWillChange"),
    notice("selfSignUpSuccess", "accountMade"),
    notice("accountActivationSuccess", "accountActive"),
    { name: "AccountLockFailedAttempt", message: "lockedForAWhile", link: "{{recovery-url}}", isNotice: true },
    notice("accountLockFailedAttemptUntilAdminUnlock", "locked"),
    notice("AccountLockAdmin", "locked"),
    notice("AccountUnlockAdmin", "unlocked"),
    notice("AccountUnlockTimeBased", "unlocked"),
    notice("AccountEnable", "enabled"),
    notice("AccountDisable", "disabled"),
    notice("idleAccountReminder", "idle"),
    notice("UnseenDeviceLogin", "unknownDevice"),
    // Asgardeo has none for these.
    notice("SignInMethodsChange", "waysChanged"),
    notice("MobileNumberChange", "mobileChanged"),
    notice("ImpersonationEmailNotification", "impersonated"),
    link("CIBAAuthenticationNotification", "decide", "{{ciba-auth-url}}"),
    link("OrganizationUserInvitation", "inviteToOrganization", "{{redirect-url}}"),
  ],
  sms: [
    { name: "accountconfirmation", message: "confirmAccount" },
    { name: "resendaccountconfirmation", message: "confirmAccount" },
    { name: "passwordReset", message: "resetPassword" },
    { name: "resendPasswordReset", message: "resetPassword" },
    { name: "passwordResetSucess", message: "passwordWasReset" },
    { name: "accountIdRecovery", message: "recoverUserName" },
    { name: "verifyMobileOnUpdate", message: "confirmMobile" },
    { name: "SMSOTP", message: "signInCode" },
    { name: "SMSOTPVerification", message: "verificationCode" },
    { name: "adminForcedPasswordReset", message: "mustResetPassword" },
    { name: "resendAdminForcedPasswordReset", message: "mustResetPassword" },
    { name: "askPasswordSMSOTP", message: "inviteByCode" },
    { name: "askPasswordResendSMSOTP", message: "inviteByCode" },
    { name: "CIBASMSAuthenticationNotification", message: "decide" },
  ],
};
