import { createHmac } from "node:crypto";
import { addRememberedDevice, isDeviceRemembered } from "../credentials/remembered-devices.ts";
import { equalInConstantTime } from "../crypto/hashes.ts";
import type { SignInContext } from "./context.ts";

export { REMEMBERED_DEVICE_SECONDS } from "../credentials/remembered-devices.ts";

/** So many people of one browser are remembered. */
const MOST_PEOPLE = 5;
const BETWEEN = "~";
/** In characters. */
const LONGEST_USER_AGENT = 512;

/** The value of a cookie with which the user's second factors are not asked for on this device; it keeps what the old one says of others. */
export async function rememberDevice(
  userId: string,
  cookie: string | undefined,
  ctx: SignInContext,
): Promise<string | undefined> {
  const from = { userAgent: ctx.userAgent?.slice(0, LONGEST_USER_AGENT), address: ctx.remoteAddress };
  const id = await addRememberedDevice(userId, from, { store: ctx.people, now: ctx.now });
  if (id === undefined) return cookie;
  const others = marksOf(cookie).filter((mark) => deviceOf(mark, userId, ctx) === undefined);
  return [`${id}.${proof(id, userId, ctx)}`, ...others].slice(0, MOST_PEOPLE).join(BETWEEN);
}

/** Whether the cookie, the record behind it and the user's password say that their second factors need not be asked for. */
export async function isRememberedDevice(cookie: string, userId: string, ctx: SignInContext): Promise<boolean> {
  const [id] = marksOf(cookie).flatMap((mark) => deviceOf(mark, userId, ctx) ?? []);
  return id !== undefined && isDeviceRemembered(id, userId, { store: ctx.people, now: ctx.now });
}

function marksOf(cookie = ""): string[] {
  return cookie.split(BETWEEN, MOST_PEOPLE).filter((mark) => mark !== "");
}

/** The device's id when the mark was made for this user; undefined otherwise. */
function deviceOf(mark: string, userId: string, ctx: SignInContext): string | undefined {
  const [id = "", presented = ""] = mark.split(".");
  return equalInConstantTime(Buffer.from(presented), Buffer.from(proof(id, userId, ctx))) ? id : undefined;
}

/** The same user in another organization is somebody else. */
function proof(id: string, userId: string, ctx: SignInContext): string {
  const text = ["remembered", ctx.home ?? ctx.tenant.id, userId, id].join("\0");
  return createHmac("sha256", ctx.secrets.device).update(text).digest("base64url");
}
