import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ManagementError } from "../management/management-error.ts";
import { accountWords } from "../pages/languages/accounts.ts";
import { type AccountFault, myAccountWords } from "../pages/languages/my-account.ts";
import { ownAppPage, ownPasswordPage } from "../pages/my-account-forms.ts";
import { passwordAlert } from "../pages/new-password-fields.ts";
import { newPasswordFault } from "../passwords/new-password.ts";
import { keepsOtherSessions } from "../signin/other-sessions.ts";
import type { LiveSession } from "../signin/sessions.ts";
import { endpoint, formOf } from "./endpoint.ts";
import {
  faultOf,
  formToken,
  goTo,
  mayChange,
  overview,
  sendToSignIn,
  withForm,
  withUser,
} from "./own-account-access.ts";
import { callForUser } from "./own-account-call.ts";
import { frameFor, inAskedLanguage, sendPage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import type { Services } from "./services.ts";

const PASSWORD = `${PATHS.myAccount}/password`;
const APP = `${PATHS.myAccount}/authenticator`;

/** Somebody who may change how they sign in, at a page for it. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly live: LiveSession;
  readonly services: Services;
  /** Whether a form was sent that wants the other sessions kept (security bar 15.6). */
  readonly keepsOthers: boolean;
}

/** The page where people change their password. */
export function ownPasswordRoute(app: FastifyInstance, services: Services): void {
  changeRoute(app, PASSWORD, services, (visit) => showPassword(visit, undefined), changePassword);
}

/** The page where people set up an authenticator app. */
export function ownAppRoute(app: FastifyInstance, services: Services): void {
  changeRoute(app, APP, services, offerApp, confirmApp);
}

/** A page with a form that changes how one signs in. */
export function changeRoute(
  app: FastifyInstance,
  path: string,
  services: Services,
  show: (visit: Visit) => Promise<FastifyReply>,
  take: (visit: Visit) => Promise<FastifyReply>,
): void {
  const recent =
    (request: FastifyRequest, reply: FastifyReply, then: (visit: Visit) => Promise<FastifyReply>) =>
    async (live: LiveSession) =>
      (await mayChange(request, live, services))
        ? then({ request, reply, live, services, keepsOthers: wantsOthersKept(request) })
        : sendToSignIn(request, reply, live, services);
  endpoint(
    app,
    path,
    {
      GET: (request, reply) => withUser(request, reply, services, recent(request, reply, show)),
      POST: (request, reply) => withForm(request, reply, services, recent(request, reply, take)),
    },
    { page: true },
  );
}

async function showPassword(visit: Visit, alert: string | undefined): Promise<FastifyReply> {
  const html = ownPasswordPage({ ...commonOf(visit, PASSWORD), alert, userName: visit.live.user.userName });
  return sendPage(visit.reply, html, alert === undefined ? {} : { status: 400 });
}

async function changePassword(visit: Visit): Promise<FastifyReply> {
  const { request, reply, live, services } = visit;
  const { parameters } = formOf(request);
  const { language } = frameFor(request);
  const [currentPassword = "", newPassword = ""] = ["currentPassword", "newPassword"].map((name) =>
    parameters.get(name),
  );
  const fault = await newPasswordFault(newPassword, live.user, request.tenant, services.isBreached);
  const reason = newPassword === parameters.get("confirmPassword") ? fault?.reason : "differ";
  if (reason !== undefined) return showPassword(visit, passwordAlert(reason, accountWords[language]));
  const { keepsOthers } = visit;
  const call = { id: "changePassword", body: { currentPassword, newPassword }, keepsOtherSessions: keepsOthers };
  try {
    await callForUser(request, live, call, services);
  } catch (error) {
    // Only whoever knows the present password is told what others there were.
    if (isUsedBefore(error)) return showPassword(visit, passwordAlert("used", accountWords[language]));
    return showPassword(visit, myAccountWords[language].faults[faultOf(error, "wrongPassword")]);
  }
  return goTo(request, reply, "passwordChanged", keepsOthers);
}

function isUsedBefore(error: unknown): boolean {
  return error instanceof ManagementError && error.code === "PWD-10003";
}

/** Another secret at each visit would make the one that was scanned worthless: one that waits is shown again. */
async function offerApp(visit: Visit): Promise<FastifyReply> {
  const { request, live, services } = visit;
  const { qrCodeUrl } = await callForUser<{ qrCodeUrl?: string }>(request, live, { id: "getTotp" }, services);
  if (qrCodeUrl !== undefined) return showApp(visit, undefined);
  await callForUser(request, live, { id: "changeTotp", body: { action: "REFRESH" } }, services);
  return showApp(visit, undefined);
}

async function showApp(visit: Visit, fault: AccountFault | undefined): Promise<FastifyReply> {
  const { request, reply, live, services } = visit;
  const { qrCodeUrl = "" } = await callForUser<{ qrCodeUrl?: string }>(request, live, { id: "getTotp" }, services);
  const { secret = "" } = await callForUser<{ secret?: string }>(request, live, { id: "getTotpSecret" }, services);
  const common = commonOf(visit, APP);
  const alert = fault && myAccountWords[common.frame.language].faults[fault];
  const url = Buffer.from(qrCodeUrl, "base64").toString("utf8");
  return sendPage(reply, ownAppPage({ ...common, alert, url, secret }), fault === undefined ? {} : { status: 400 });
}

async function confirmApp(visit: Visit): Promise<FastifyReply> {
  const { request, reply, live, services } = visit;
  const verificationCode = (formOf(request).parameters.get("token") ?? "").replaceAll(/\s/g, "");
  const { keepsOthers } = visit;
  const body = { action: "VALIDATE", verificationCode };
  const call = { id: "changeTotp", body, keepsOtherSessions: keepsOthers };
  try {
    const { isValid } = await callForUser<{ isValid?: boolean }>(request, live, call, services);
    if (isValid) return goTo(request, reply, "factorAdded", keepsOthers);
  } catch (error) {
    return showApp(visit, faultOf(error, "wrongCode"));
  }
  return showApp(visit, "wrongCode");
}

/** Whether the request is a form that says so. */
export function wantsOthersKept(request: FastifyRequest): boolean {
  return request.method === "POST" && keepsOtherSessions(formOf(request).parameters);
}

/** What all these pages have. */
export function commonOf({ request, reply, live, services, keepsOthers }: Visit, path: string) {
  return {
    keepsOthers,
    frame: frameFor(request),
    place: overview(request),
    action: inAskedLanguage(request, `${tenantPath(request.tenant.handle)}${path}`),
    csrfToken: formToken(request, reply, live, services),
  };
}
