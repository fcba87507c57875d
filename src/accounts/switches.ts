import type { RecordStore } from "../store/store.ts";

/** The setting that holds what an organization has changed of its rules, by Asgardeo's names for them (contract §17.10). */
export const GOVERNANCE = "governance";

/** The rules that this folder acts on, with the values that an organization begins with; numbers are minutes. */
export const SWITCHES = {
  recoversPasswords: ["Recovery.Notification.Password.Enable", "false"],
  recoversByLink: ["Recovery.Notification.Password.emailLink.Enable", "false"],
  recoversByCode: ["Recovery.Notification.Password.OTP.SendOTPInEmail", "false"],
  recoversUserNames: ["Recovery.Notification.Username.Enable", "false"],
  recoveryMinutes: ["Recovery.ExpiryTime", "1440"],
  tellsOfReset: ["Recovery.NotifySuccess", "true"],
  resetsByLink: ["Recovery.AdminPasswordReset.RecoveryLink", "false"],
  /** Asgardeo has no such switch. */
  tellsOfDevices: ["unseen.device.login.notification.enable", "false"],
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
  /** In seconds; never none, and 30 days at most. */
  seconds(name: Switch): number;
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
    seconds: (name) => Math.min(Math.max(60, Number(value(name)) * 60), LONGEST_SECONDS),
  };
}

/** Whether passwords can be recovered at all: it is on, and there is a way. */
export function recoversPasswords({ isOn }: Switches): boolean {
  return isOn("recoversPasswords") && (isOn("recoversByLink") || isOn("recoversByCode"));
}
