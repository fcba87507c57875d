import type { MessageTexts } from "./language.ts";

/** English. */
export const en: MessageTexts = {
  greeting: "Hello,",
  ignore: "If you did not ask for this, you need not do anything.",
  copy: "If the button does not work, copy this address into your browser:",
  secret: "Tell this code to nobody, whoever asks.",
  email: {
    confirmAccount: {
      subject: "Confirm your account with {{organization-name}}",
      text: "An account named {{user-name}} was made for you. Please confirm that this e-mail address is yours.",
      action: "Confirm the account",
    },
    confirmEmail: {
      subject: "Confirm your e-mail address",
      text: "Please confirm that this e-mail address belongs to the account {{user-name}} with {{organization-name}}.",
      action: "Confirm the address",
    },
    confirmEmailByCode: {
      subject: "Your code to confirm your e-mail address",
      text: "Enter this code to confirm the e-mail address of your account {{user-name}} with {{organization-name}}:",
    },
    resetPassword: {
      subject: "Choose a new password",
      text: "Somebody asked for a new password for your account with {{organization-name}}. Was it you?",
      action: "Choose a password",
    },
    resetPasswordByCode: {
      subject: "Your code to choose a new password",
      text: "Enter this code to choose a new password for your account with {{organization-name}}:",
    },
    passwordWasReset: {
      subject: "Your password was changed",
      text: "The account {{user-name}} with {{organization-name}} has a new password. If this was not you, tell the administrators at once.",
    },
    recoverUserName: {
      subject: "Your user name",
      text: "Your user name with {{organization-name}} is {{user-name}}.",
    },
    recoveryBegan: {
      subject: "Somebody wants to recover your account",
      text: "The recovery of the account {{user-name}} with {{organization-name}} was begun.",
    },
    invite: {
      subject: "Your account with {{organization-name}}",
      text: "An account named {{user-name}} is ready for you. Choose a password to use it.",
      action: "Choose a password",
    },
    inviteByCode: {
      subject: "Your account with {{organization-name}}",
      text: "An account named {{user-name}} is ready for you. Enter this code to choose a password:",
    },
    mustResetPassword: {
      subject: "You need a new password",
      text: "An administrator of {{organization-name}} asks you to choose a new password.",
      action: "Choose a password",
    },
    mustResetPasswordByCode: {
      subject: "You need a new password",
      text: "An administrator of {{organization-name}} asks you to choose a new password. To do so, sign in with this code in place of your password:",
    },
    signInCode: {
      subject: "Your code to sign in",
      text: "Enter this code to sign in to {{organization-name}}:",
    },
    verificationCode: {
      subject: "Your code",
      text: "Enter this code to go on at {{organization-name}}:",
    },
    magicLink: {
      subject: "Sign in to {{organization-name}}",
      text: "You can sign in without a password. This works once, and for {{expiry-time}} minutes.",
      action: "Sign in",
    },
    confirmNewEmail: {
      subject: "Confirm your new e-mail address",
      text: "The account {{user-name}} with {{organization-name}} is to have this e-mail address from now on. Please confirm it.",
      action: "Confirm the address",
    },
    emailWillChange: {
      subject: "Your e-mail address is about to change",
      text: "The account {{user-name}} with {{organization-name}} is to have another e-mail address: {{verification-pending-email}}. If this was not you, tell the administrators at once.",
    },
    accountMade: {
      subject: "Welcome to {{organization-name}}",
      text: "Your account {{user-name}} was made.",
    },
    accountActive: {
      subject: "Your account is ready",
      text: "You can use your account {{user-name}} with {{organization-name}} now.",
    },
    lockedForAWhile: {
      subject: "Your account is locked for a while",
      text: "There were too many failed attempts to sign in as {{user-name}} at {{organization-name}}. You can try again in {{lock-duration}} minutes. If this was not you, choose a new password.",
      action: "Choose a password",
    },
    locked: {
      subject: "Your account is locked",
      text: "The account {{user-name}} with {{organization-name}} was locked. Its administrators can unlock it.",
    },
    unlocked: {
      subject: "Your account is unlocked",
      text: "You can sign in as {{user-name}} at {{organization-name}} again.",
    },
    enabled: {
      subject: "Your account is enabled",
      text: "The account {{user-name}} with {{organization-name}} can be used again.",
    },
    disabled: {
      subject: "Your account is disabled",
      text: "The account {{user-name}} with {{organization-name}} cannot be used any more.",
    },
    waysChanged: {
      subject: "How you sign in was changed",
      text: "A way to sign in was added to the account {{user-name}} with {{organization-name}}, or removed from it. If this was not you, change your password at once.",
    },
    mobileChanged: {
      subject: "Your mobile number was changed",
      text: "The mobile number of the account {{user-name}} with {{organization-name}} was changed or removed. If this was not you, change your password at once.",
    },
    unknownDevice: {
      subject: "Somebody signed in on a new device",
      text: "Somebody signed in as {{user-name}} at {{organization-name}} on a device that was not used before: {{login-time}}. If this was not you, change your password at once.",
    },
    inviteToOrganization: {
      subject: "You are invited to {{organization-name}}",
      text: "You are invited to become a member of {{organization-name}}.",
      action: "Accept the invitation",
    },
    impersonated: {
      subject: "Somebody acts in your name",
      text: "{{impersonator-user-name}} has signed in as {{user-name}} at {{organization-name}}: {{login-time}}.",
    },
    decide: {
      subject: "Please decide about a request",
      text: "{{application-name}} asks to act for your account {{user-name}} with {{organization-name}}. It says: {{binding-message}}",
      action: "Look at the request",
    },
    idle: {
      subject: "You have not signed in for long",
      text: "Your account with {{organization-name}} was not used for long. Sign in to keep it.",
    },
  },
  sms: {
    confirmAccount: "{{confirmation-code}} confirms your account with {{organization-name}}.",
    resetPassword: "{{confirmation-code}} is your code to choose a new password with {{organization-name}}.",
    passwordWasReset: "Your password with {{organization-name}} was changed.",
    recoverUserName: "Your user name with {{organization-name}} is {{user-name}}.",
    confirmMobile: "{{confirmation-code}} confirms your number with {{organization-name}}.",
    signInCode:
      "{{confirmation-code}} is your code to sign in to {{application-name}}, for {{otp-expiry-time}} minutes.",
    verificationCode: "{{confirmation-code}} is your code for {{organization-name}}.",
    mustResetPassword:
      "{{organization-name}} asks for a new password. Sign in with {{confirmation-code}} in place of the old one, within 10 minutes.",
    inviteByCode: "{{confirmation-code}} is your code to choose a password with {{organization-name}}.",
    decide: "{{application-name}} asks for your account: {{binding-message}}. Decide here: {{ciba-auth-url}}",
  },
};
