import type { NotificationChannel } from "../protocol/model/notification.ts";
import type { RecordStore } from "../store/port/records.ts";

/** The setting that holds what an organization has changed of its rules, by Asgardeo's names for them (contract §17.10). */
export const GOVERNANCE = "governance";

/** The rules that this folder acts on, with the values that an organization begins with. */
export const SWITCHES = {
  recoversPasswords: ["Recovery.Notification.Password.Enable", "false"],
  recoversByLink: ["Recovery.Notification.Password.emailLink.Enable", "false"],
  recoversByCode: ["Recovery.Notification.Password.OTP.SendOTPInEmail", "false"],
  recoversBySms: ["Recovery.Notification.Password.smsOtp.Enable", "false"],
  recoversUserNames: ["Recovery.Notification.Username.Enable", "false"],
  recoversUserNamesByEmail: ["Recovery.Notification.Username.Email.Enable", "true"],
  recoversUserNamesBySms: ["Recovery.Notification.Username.SMS.Enable", "false"],
  recoveryMinutes: ["Recovery.ExpiryTime", "1440"],
  tellsOfReset: ["Recovery.NotifySuccess", "true"],
  resetsByLink: ["Recovery.AdminPasswordReset.RecoveryLink", "false"],
  resetsByCode: ["Recovery.AdminPasswordReset.OTP", "false"],
  resetsBySms: ["Recovery.AdminPasswordReset.SMSOTP", "false"],
  /** Asgardeo has no such switch. */
  tellsOfDevices: ["unseen.device.login.notification.enable", "false"],
  tellsOfLocks: ["account.lock.handler.notification.manageInternally", "true"],
  tellsOfLongerLocks: ["account.lock.handler.notification.notifyOnLockIncrement", "false"],
  remembersPasswords: ["passwordHistory.enable", "false"],
  rememberedPasswords: ["passwordHistory.count", "5"],
  passwordsExpire: ["passwordExpiry.enablePasswordExpiry", "false"],
  passwordDays: ["passwordExpiry.passwordExpiryInDays", "30"],
  registers: ["SelfRegistration.Enable", "false"],
  locksNewAccounts: ["SelfRegistration.LockOnCreation", "true"],
  confirmsNewAccounts: ["SelfRegistration.SendConfirmationOnCreation", "false"],
  confirmationMinutes: ["SelfRegistration.VerificationCode.ExpiryTime", "1440"],
  registersWithoutPassword: ["LiteRegistration.Enable", "false"],
  invites: ["EmailVerification.Enable", "true"],
  invitationMinutes: ["EmailVerification.AskPassword.ExpiryTime", "1440"],
  verifiesNewEmail: ["UserClaimUpdate.Email.EnableVerification", "false"],
} as const satisfies Readonly<Record<string, readonly [name: string, value: string]>>;

type Switch = keyof typeof SWITCHES;

/** What an organization has decided about them. */
export interface Switches {
  isOn(name: Switch): boolean;
  /** Of one in minutes, in seconds; never none, and 30 days at most. */
  seconds(name: Switch): number;
  /** Not negative. */
  number(name: Switch): number;
}

const LONGEST_SECONDS = 2_592_000;

/** As they are now. */
export async function readSwitches({
  store,
}: {
  readonly store: { readonly records: RecordStore };
}): Promise<Switches> {
  const stored = await store.records.findByName<Readonly<Record<string, string>>>("setting", GOVERNANCE);
  const value = (name: Switch) => stored?.document[SWITCHES[name][0]] ?? SWITCHES[name][1];
  return {
    isOn: (name) => value(name) === "true",
    number: (name) => Math.max(0, Math.floor(Number(value(name)) || 0)),
    seconds: (name) => Math.min(Math.max(60, Number(value(name)) * 60), LONGEST_SECONDS),
  };
}

/** Whether passwords can be recovered at all: it is on, and there is a way. */
export function recoversPasswords(switches: Switches): boolean {
  return switches.isOn("recoversPasswords") && recoveryChannels(switches).length > 0;
}

/** By what whoever recovers a password can be written to, the usual one first. It is the same for everybody (security bar 18.4). */
export function recoveryChannels({ isOn }: Switches): readonly NotificationChannel[] {
  const byEmail = isOn("recoversByLink") || isOn("recoversByCode");
  return [...(byEmail ? (["email"] as const) : []), ...(isOn("recoversBySms") ? (["sms"] as const) : [])];
}

/** Each is hashed with what is entered: more would keep the server busy. */
const MOST_REMEMBERED = 24;

/** How many passwords the user may not have again, the present one among them; 0: any (contract §17.10). */
export function rememberedPasswords(switches: Switches): number {
  return switches.isOn("remembersPasswords") ? Math.min(switches.number("rememberedPasswords"), MOST_REMEMBERED) : 0;
}
