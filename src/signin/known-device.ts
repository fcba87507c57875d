import { createHmac, randomUUID } from "node:crypto";
import { equalInConstantTime } from "../crypto/hashes.ts";
import { foldUserName } from "../protocol/model/user.ts";
import { SECOND_FACTORS } from "../protocol/sign-in-sequence.ts";
import type { SignInContext } from "./context.ts";

/** How long a device stays known after the last sign-in on it. */
export const KNOWN_DEVICE_SECONDS = 365 * 86_400;

/** Begins the ids of devices on which the user has shown more than a password. */
const STRONG = "2-";

/** So many people of one browser are known on it: whoever signed in last stays. */
const MOST_PEOPLE = 5;
const BETWEEN = "~";
/** What a mark looks like; whether it is one can be said of the one user alone whom it is for. */
const MARK = /^(?:2-)?[0-9a-f-]{36}\.[\w-]{43}$/;

/**
 * The value of a cookie that marks the device as one that this user has signed in on, by these methods; it keeps what the old one says of
 * others. It signs nobody in.
 */
export function markDevice(
  userName: string,
  amr: readonly string[],
  ctx: SignInContext & { readonly deviceCookie: string | undefined },
): string {
  const present = knownDeviceId(ctx.deviceCookie, userName, ctx);
  const isStrong = amr.some((name) => SECOND_FACTORS.includes(name)) || present?.startsWith(STRONG);
  const id = `${isStrong ? STRONG : ""}${randomUUID()}`;
  const others = marksOf(ctx.deviceCookie).filter((mark) => deviceOf(mark, userName, ctx) === undefined);
  return [`${id}.${proof(id, userName, ctx)}`, ...others].slice(0, MOST_PEOPLE).join(BETWEEN);
}

/** The device's id when the cookie has a mark that was made for this user; undefined otherwise. */
export function knownDeviceId(cookie: string | undefined, userName: string, ctx: SignInContext): string | undefined {
  return marksOf(cookie).flatMap((mark) => deviceOf(mark, userName, ctx) ?? [])[0];
}

/** The same of a device that a second factor was shown on: whoever has the password alone makes as many of the others as they like. */
export function strongDeviceId(cookie: string | undefined, userName: string, ctx: SignInContext): string | undefined {
  const id = knownDeviceId(cookie, userName, ctx);
  return id?.startsWith(STRONG) ? id : undefined;
}

function marksOf(cookie = ""): string[] {
  return cookie.split(BETWEEN, MOST_PEOPLE).filter((mark) => MARK.test(mark));
}

function deviceOf(mark: string, userName: string, ctx: SignInContext): string | undefined {
  const [id = "", presented = ""] = mark.split(".");
  return equalInConstantTime(Buffer.from(presented), Buffer.from(proof(id, userName, ctx))) ? id : undefined;
}

/** Of another organization's users a name says nothing: whoever gives names there would make known devices for this one's. */
function proof(id: string, userName: string, ctx: SignInContext): string {
  const text = [ctx.home ?? ctx.tenant.id, foldUserName(userName), id].join("\0");
  return createHmac("sha256", ctx.secrets.device).update(text).digest("base64url");
}
