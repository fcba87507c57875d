import { SWITCHES } from "../../accounts/switches.ts";
import { LOCK_OUT } from "../../configuration/records/governance.ts";

/** One switch or number of a connector. Values are texts, whatever their type. */
export interface PropertyDefinition {
  readonly name: string;
  readonly displayName: string;
  readonly type: "boolean" | "integer" | "string";
  readonly value: string;
}

export interface Connector {
  readonly name: string;
  readonly friendlyName: string;
  readonly properties: readonly PropertyDefinition[];
}

export interface Category {
  readonly name: string;
  readonly connectors: readonly Connector[];
}

const flag = (name: string, displayName: string, value = "false"): PropertyDefinition => ({
  name,
  displayName,
  type: "boolean",
  value,
});
const count = (name: string, displayName: string, value: string): PropertyDefinition => ({
  name,
  displayName,
  type: "integer",
  value,
});
const text = (name: string, displayName: string, value = ""): PropertyDefinition => ({
  name,
  displayName,
  type: "string",
  value,
});

type Switch = keyof typeof SWITCHES;
const flagOf = (name: Switch, displayName: string) => flag(SWITCHES[name][0], displayName, SWITCHES[name][1]);
const countOf = (name: Switch, displayName: string) => count(SWITCHES[name][0], displayName, SWITCHES[name][1]);

/** The connector that says whether users may register themselves. */
export const SELF_REGISTRATION = {
  connector: "self-sign-up",
  enabled: SWITCHES.registers[0],
  locked: SWITCHES.locksNewAccounts[0],
} as const;

/** All connectors with the values that an organization begins with (contract §17.10). */
export const CATEGORIES: readonly Category[] = [
  {
    name: "Password Policies",
    connectors: [
      {
        name: "passwordHistory",
        friendlyName: "Password History",
        properties: [
          flagOf("remembersPasswords", "Refuse passwords that were used before"),
          countOf("rememberedPasswords", "How many passwords are remembered"),
        ],
      },
      {
        name: "passwordExpiry",
        friendlyName: "Password Expiration",
        properties: [flagOf("passwordsExpire", "Passwords expire"), countOf("passwordDays", "After how many days")],
      },
      {
        name: "passwordPolicy",
        friendlyName: "Password Patterns",
        properties: [
          flag("passwordPolicy.enable", "Check passwords against the pattern"),
          count("passwordPolicy.min.length", "Least number of characters", "8"),
          count("passwordPolicy.max.length", "Greatest number of characters", "256"),
          text("passwordPolicy.pattern", "Pattern"),
          text("passwordPolicy.errorMsg", "What is told of a password that does not match"),
        ],
      },
    ],
  },
  {
    name: "Login Attempts Security",
    connectors: [
      {
        name: LOCK_OUT.connector,
        friendlyName: "Account Lock",
        properties: [
          flag(LOCK_OUT.enabled, "Lock accounts after failed sign-ins", "true"),
          count(LOCK_OUT.attempts, "After how many failed sign-ins", "5"),
          count(LOCK_OUT.minutes, "For how many minutes at first", "5"),
          count(LOCK_OUT.ratio, "By what the time is multiplied each time", "2"),
          flagOf("tellsOfLocks", "Tell the user by e-mail"),
          flagOf("tellsOfLongerLocks", "Tell the user of each longer lock"),
        ],
      },
      {
        name: "unseen.device.login",
        friendlyName: "New Devices",
        properties: [flagOf("tellsOfDevices", "Tell the user by e-mail of a sign-in on a device that is new to them")],
      },
      {
        name: "sso.login.recaptcha",
        friendlyName: "reCAPTCHA for Single Sign-On",
        properties: [
          flag("sso.login.recaptcha.enable.always", "Ask for it always"),
          flag("sso.login.recaptcha.enable", "Ask for it after failed sign-ins"),
          count("sso.login.recaptcha.on.max.failed.attempts", "After how many failed sign-ins", "3"),
        ],
      },
    ],
  },
  {
    name: "Account Management",
    connectors: [
      {
        name: "account-recovery",
        friendlyName: "Account Recovery",
        properties: [
          flagOf("recoversPasswords", "Password recovery"),
          flagOf("recoversByLink", "Password recovery by a link in an e-mail"),
          flagOf("recoversByCode", "Password recovery by a code in an e-mail"),
          flagOf("recoversBySms", "Password recovery by a code in a text message"),
          flagOf("recoversUserNames", "Username recovery"),
          flagOf("recoversUserNamesByEmail", "Username recovery by e-mail"),
          flagOf("recoversUserNamesBySms", "Username recovery by text message"),
          countOf("recoveryMinutes", "For how many minutes a recovery can be used"),
          flagOf("tellsOfReset", "Tell the user by e-mail that there is a new password"),
          flag("Recovery.AutoLogin.Enable", "Sign in after a recovery"),
          flag("Recovery.ReCaptcha.Password.Enable", "reCAPTCHA for password recovery"),
        ],
      },
      {
        name: "admin-forced-password-reset",
        friendlyName: "Admin Forced Password Reset",
        properties: [
          flagOf("resetsByLink", "By a link in an e-mail"),
          flagOf("resetsByCode", "By a code in an e-mail"),
          flagOf("resetsBySms", "By a code in a text message"),
        ],
      },
      {
        name: "account.disable.handler",
        friendlyName: "Account Disabling",
        properties: [flag("account.disable.handler.enable", "Accounts can be disabled")],
      },
      {
        name: "suspension.notification",
        friendlyName: "Lock Idle Accounts",
        properties: [
          flag("suspension.notification.enable", "Lock accounts that nobody uses"),
          count("suspension.notification.account.disable.delay", "After how many days", "90"),
          text("suspension.notification.delays", "After how many days the user is told", "30,45,60,75"),
        ],
      },
      {
        name: "multiattribute.login.handler",
        friendlyName: "Multi Attribute Login",
        properties: [
          flag("account.multiattributelogin.handler.enable", "Sign in with other attributes"),
          text("account.multiattributelogin.handler.allowedattributes", "Which ones"),
        ],
      },
    ],
  },
  {
    name: "User Onboarding",
    connectors: [
      {
        name: SELF_REGISTRATION.connector,
        friendlyName: "Self Registration",
        properties: [
          flag(SELF_REGISTRATION.enabled, "Users can register themselves"),
          flag(SELF_REGISTRATION.locked, "Lock the account until it is confirmed", "true"),
          flagOf("confirmsNewAccounts", "Send an e-mail to confirm with"),
          flag("SelfRegistration.ReCaptcha", "reCAPTCHA"),
          flag("SelfRegistration.AutoLogin.Enable", "Sign in after the confirmation"),
          countOf("confirmationMinutes", "For how many minutes one can confirm"),
        ],
      },
      {
        name: "lite-user-sign-up",
        friendlyName: "Lite User Registration",
        properties: [flagOf("registersWithoutPassword", "Users can register without a password")],
      },
      {
        name: "user-email-verification",
        friendlyName: "Ask Password",
        properties: [
          flagOf("invites", "New users choose their password"),
          countOf("invitationMinutes", "For how many minutes they can"),
        ],
      },
    ],
  },
  {
    name: "Other Settings",
    connectors: [
      {
        name: "user-claim-update",
        friendlyName: "User Claim Update",
        properties: [
          flagOf("verifiesNewEmail", "New e-mail addresses are verified"),
          flag("UserClaimUpdate.MobileNumber.EnableVerification", "New mobile numbers are verified"),
        ],
      },
    ],
  },
];
