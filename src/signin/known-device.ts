import { createHmac, randomUUID } from "node:crypto";
import { equalInConstantTime } from "../crypto/hashes.ts";
import { foldUserName } from "../protocol/model.ts";
import { SECOND_FACTORS } from "../protocol/sign-in-sequence.ts";
import type { SignInContext } from "./context.ts";

/** How long a device stays known after the last sign-in on it. */
export const KNOWN_DEVICE_SECONDS = 365 * 86_400;

/** Begins the ids of devices on which the user has shown more than a password. */
const STRONG = "2-";

/** A cookie that marks the device as one that this user has signed in on, by these methods. It signs nobody in. */
export function markDevice(
  userName: string,
  amr: readonly string[],
  ctx: SignInContext & { readonly deviceCookie: string | undefined },
): string {
  const present = knownDeviceId(ctx.deviceCookie, userName, ctx);
  const isStrong = amr.some((name) => SECOND_FACTORS.includes(name)) || present?.startsWith(STRONG);
  const id = `${isStrong ? STRONG : ""}${randomUUID()}`;
  return `${id}.${proof(id, userName, ctx)}`;
}

/** The device's id when the cookie was made for this user; undefined otherwise. */
export function knownDeviceId(cookie: string | undefined, userName: string, ctx: SignInContext): string | undefined {
  const [id, presented] = cookie?.split(".") ?? [];
  if (id === undefined || presented === undefined) return undefined;
  const matches = equalInConstantTime(Buffer.from(presented), Buffer.from(proof(id, userName, ctx)));
  return matches ? id : undefined;
}

/** The same of a device that a second factor was shown on: whoever has the password alone makes as many of the others as they like. */
export function strongDeviceId(cookie: string | undefined, userName: string, ctx: SignInContext): string | undefined {
  const id = knownDeviceId(cookie, userName, ctx);
  return id?.startsWith(STRONG) ? id : undefined;
}

/** Of another organization's users a name says nothing: whoever gives names there would make known devices for this one's. */
function proof(id: string, userName: string, ctx: SignInContext): string {
  const text = [ctx.home ?? ctx.tenant.id, foldUserName(userName), id].join("\0");
  return createHmac("sha256", ctx.secrets.device).update(text).digest("base64url");
}
