/** What a language says in messages to people. `{{…}}` is filled in when one is sent. */
export interface MessageTexts {
  readonly greeting: string;
  /** Follows what somebody else may have asked for in the person's name. */
  readonly ignore: string;
  /** In front of an address that may have to be copied by hand. */
  readonly copy: string;
  /** Beside a code. */
  readonly secret: string;
  readonly email: Readonly<Record<EmailMessage, EmailTexts>>;
  readonly sms: Readonly<Record<SmsMessage, string>>;
}

/** What one e-mail says. */
export interface EmailTexts {
  readonly subject: string;
  readonly text: string;
  /** What the button says, of a message that has one. */
  readonly action?: string;
}

/** What is written about by e-mail; several types of messages may say the same. */
export type EmailMessage =
  | "confirmAccount"
  | "confirmEmail"
  | "confirmEmailByCode"
  | "resetPassword"
  | "resetPasswordByCode"
  | "passwordWasReset"
  | "recoverUserName"
  | "recoveryBegan"
  | "invite"
  | "inviteByCode"
  | "mustResetPassword"
  | "mustResetPasswordByCode"
  | "signInCode"
  | "verificationCode"
  | "magicLink"
  | "confirmNewEmail"
  | "emailWillChange"
  | "accountMade"
  | "accountActive"
  | "lockedForAWhile"
  | "locked"
  | "unlocked"
  | "enabled"
  | "disabled"
  | "unknownDevice"
  | "waysChanged"
  | "mobileChanged"
  | "inviteToOrganization"
  | "impersonated"
  | "decide"
  | "idle";

/** The same for SMS. */
export type SmsMessage =
  | "confirmAccount"
  | "resetPassword"
  | "passwordWasReset"
  | "recoverUserName"
  | "confirmMobile"
  | "signInCode"
  | "verificationCode"
  | "mustResetPassword"
  | "inviteByCode"
  | "decide";
