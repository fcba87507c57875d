import { JwtFault } from "./jwt-fault.ts";

const TIMES = ["exp", "nbf", "iat"] as const;

export interface TimeRules {
  /** Unix seconds; undefined leaves the times unchecked, as for an ID token that is only a hint. */
  readonly now: number | undefined;
  /** How far the signer's clock may be off; 60 unless told. */
  readonly clockSkewSeconds?: number;
  /** The times that it must have. Those that it has are checked in any case. */
  readonly requiredTimes?: readonly (typeof TIMES)[number][];
}

/** Refuses a JWT after `exp` (RFC 7519 §4.1.4), before `nbf` (§4.1.5) or with an `iat` that is still to come. Throws a JwtFault. */
export function checkTimes(
  claims: Readonly<Record<string, unknown>>,
  { now, clockSkewSeconds = 60, requiredTimes = [] }: TimeRules,
): void {
  for (const name of TIMES) {
    const time = claims[name];
    if (time === undefined && requiredTimes.includes(name)) throw new JwtFault(`a JWT without ${name}`);
    if (time !== undefined && !Number.isFinite(time)) throw new JwtFault(`an ${name} that is no time`);
  }
  if (now === undefined) return;
  const {
    exp = Number.POSITIVE_INFINITY,
    nbf = 0,
    iat = 0,
  } = claims as Partial<Record<(typeof TIMES)[number], number>>;
  if (now >= exp + clockSkewSeconds) throw new JwtFault("an expired JWT");
  if (now < nbf - clockSkewSeconds) throw new JwtFault("a JWT that is not valid yet");
  if (now < iat - clockSkewSeconds) throw new JwtFault("a JWT that is issued in the future");
}
