/** The connector that says when an account locks, and its properties. */
export const LOCK_OUT = {
  connector: "account.lock.handler",
  enabled: "account.lock.handler.lock.on.max.failed.attempts.enable",
  attempts: "account.lock.handler.On.Failure.Max.Attempts",
  minutes: "account.lock.handler.Time",
  ratio: "account.lock.handler.login.fail.timeout.ratio",
} as const;

export { GOVERNANCE } from "../../accounts/switches.ts";
