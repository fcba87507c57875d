import { createHmac } from "node:crypto";
import { equalInConstantTime } from "./hashes.ts";

const STEP_SECONDS = 30;
const DIGITS = 6;
/** Security bar 19.1: so many steps either side, for clocks that differ. */
const WINDOW = 1;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The time step that the code belongs to (RFC 6238), with HMAC-SHA-1, six digits and 30 seconds, as authenticator apps have it; undefined
 * when it is the code of none near `now`, in Unix seconds.
 */
export function totpStepOf(code: string, secret: Uint8Array, now: number): number | undefined {
  const present = Math.floor(now / STEP_SECONDS);
  const steps = Array.from({ length: 2 * WINDOW + 1 }, (_, index) => present - WINDOW + index);
  // All are compared, whichever it is.
  const matching = steps.filter((step) => equalInConstantTime(Buffer.from(totpCode(secret, step)), Buffer.from(code)));
  return matching[0];
}

/** The code of a time step (RFC 4226 §5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = (mac.at(-1) as number) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, "0");
}

/** The `otpauth:` URL that authenticator apps read from a QR code. */
export function totpUrl(
  secret: Uint8Array,
  { issuer, account }: { readonly issuer: string; readonly account: string },
) {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = new URLSearchParams({
    secret: toBase32(secret),
    issuer,
    digits: String(DIGITS),
    period: String(STEP_SECONDS),
  });
  // Apps do not take a plus sign for a blank.
  return `otpauth://totp/${label}?${query.toString().replaceAll("+", "%20")}`;
}

/** RFC 4648 §6, without padding, as authenticator apps take it when it is typed. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}
