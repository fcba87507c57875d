import { createHmac, randomBytes } from "node:crypto";
import { equalInConstantTime, sha256 } from "../crypto/hashes.ts";
import type { SignInContext } from "./context.ts";

/** What ties a form to the browser and the page it was made for (security bar 14.3). */
export interface FormBinding {
  /** The value of the browser's cookie. */
  readonly browser: string;
  readonly purpose:
    | "account"
    | "own account"
    | "choose organization"
    | "sign in"
    | "select account"
    | "consent"
    | "approve"
    | "log out";
  /** The pending request, where there is one. */
  readonly requestId: string;
  /** The session that the page was shown in, so that what one user saw is not answered for another (security bar 15.7). */
  readonly sessionId: string;
}

/** A browser's name for itself: 256 random bits. */
export function newBrowserName(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of it. */
export function browserHash(browser: string): Buffer {
  return sha256(browser);
}

/** The token that a form carries. */
export function makeFormToken(binding: FormBinding, ctx: SignInContext): string {
  const text = [ctx.tenant.id, binding.purpose, binding.requestId, binding.sessionId, binding.browser].join("\0");
  return createHmac("sha256", ctx.secrets.form).update(text).digest("base64url");
}

/** Whether the token was made for this very form. */
export function isFormToken(token: string | undefined, binding: FormBinding, ctx: SignInContext): boolean {
  return token !== undefined && equalInConstantTime(Buffer.from(token), Buffer.from(makeFormToken(binding, ctx)));
}

/** The token of a form whose answer holds for the session it was shown in; it carries that session's id. */
export function makeSessionFormToken(binding: FormBinding, ctx: SignInContext): string {
  return `${binding.sessionId}.${makeFormToken(binding, ctx)}`;
}

/** The id of the session that the form was shown in; undefined when the token was not made for this form. */
export function readSessionFormToken(
  token: string | undefined,
  form: Omit<FormBinding, "sessionId">,
  ctx: SignInContext,
): string | undefined {
  const [sessionId = "", proof] = token?.split(".") ?? [];
  return isFormToken(proof, { ...form, sessionId }, ctx) ? sessionId : undefined;
}
