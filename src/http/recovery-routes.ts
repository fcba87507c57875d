import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { findAccount } from "../accounts/find-account.ts";
import { findByAddress, nameChannels, recoverUserName } from "../accounts/name-recovery.ts";
import { beginPasswordRecovery, choosePassword, enterCode, findChoice } from "../accounts/password-recovery.ts";
import { readSwitches, recoversPasswords, recoveryChannels, type Switches } from "../accounts/switches.ts";
import type { PasswordReason } from "../pages/languages/accounts.ts";
import {
  accountEndPage,
  choosePasswordPage,
  messageSentPage,
  recoverPasswordPage,
  recoverUserNamePage,
  recoveryCodePage,
  userNameSentPage,
} from "../pages/recovery-pages.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { accountFormAt, isGenuine, refuseTooMany } from "./account-pages.ts";
import { accountWait, accountWorld } from "./account-world.ts";
import { designedFlow } from "./designed-flow.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import type { FlowVisit } from "./flow-step-page.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS } from "./paths.ts";
import { refuseForm } from "./pending-requests.ts";
import type { Services } from "./services.ts";

/** Where people who cannot sign in find their way back (contract §1.3). */
export function recoveryRoutes(app: FastifyInstance, services: Services): void {
  const page = { page: true };
  const begin = {
    GET: (request: FastifyRequest, reply: FastifyReply) => showBeginning(request, reply, services),
    POST: (request: FastifyRequest, reply: FastifyReply) => takeBeginning(request, reply, services),
  };
  endpoint(app, PATHS.recoveryPage, begin, page);
  const choose = {
    GET: (request: FastifyRequest, reply: FastifyReply) => {
      const code = queryOf(request).parameters.get("confirmation") ?? "";
      return showChoice(code, undefined, request, reply, services);
    },
    POST: (request: FastifyRequest, reply: FastifyReply) => takeChoice(request, reply, services),
  };
  endpoint(app, PATHS.confirmRecoveryPage, choose, page);
}

async function showBeginning(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = queryOf(request);
  const designed = await designedRecovery(parameters, request, reply, services);
  if (designed !== undefined) return (await import("./flow-pages.ts")).showFlow(designed);
  const form = accountFormAt(PATHS.recoveryPage, request, reply, services);
  if (!(await isAllowed(parameters, request, services))) {
    return sendPage(reply, accountEndPage(form.frame, "off"), { status: 403 });
  }
  return sendPage(
    reply,
    isAboutName(parameters)
      ? recoverUserNamePage(form, nameChannels(await switchesIn(request, services)))
      : recoverPasswordPage(form, recoveryChannels(await switchesIn(request, services))),
  );
}

/** One answer for every name, at about the same time (security bar 18.4). */
async function takeBeginning(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  if (!isGenuine(PATHS.recoveryPage, parameters, request, services)) return refuseForm(reply, request);
  const wait = accountWait(request, services);
  if (wait !== undefined) return refuseTooMany(reply, request, wait);
  const designed = await designedRecovery(parameters, request, reply, services);
  if (designed !== undefined) return (await import("./flow-pages.ts")).takeFlow(designed, parameters);
  const form = accountFormAt(PATHS.recoveryPage, request, reply, services);
  const { frame } = form;
  if (!(await isAllowed(parameters, request, services))) {
    return sendPage(reply, accountEndPage(frame, "off"), { status: 403 });
  }
  const ctx = accountWorld(request, services);
  const channel = parameters.get("channel") === "sms" ? "sms" : "email";
  const flowCode = parameters.get("flowConfirmationCode");
  if (flowCode !== undefined) {
    const code = await enterCode(flowCode, parameters.get("code") ?? "", ctx);
    if (code !== undefined) return showChoice(code, undefined, request, reply, services);
    const minutes = Number(parameters.get("minutes")) || 0;
    return sendPage(reply, recoveryCodePage({ ...form, flowCode, minutes, channel, wrong: true }), { status: 400 });
  }
  const login = (parameters.get("login") ?? "").trim();
  if (isAboutName(parameters)) {
    const by = await recoverUserName(await findByAddress(login, ctx), { login, channel }, ctx);
    return sendPage(reply, userNameSentPage(frame, by));
  }
  const user = await findAccount(login, ctx);
  const begun = await beginPasswordRecovery(user, { login, channel }, ctx);
  if (begun.by === "link") return sendPage(reply, messageSentPage(frame, begun.minutes));
  return sendPage(reply, recoveryCodePage({ ...form, ...begun, wrong: false }));
}

async function showChoice(
  code: string,
  refused: PasswordReason | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
) {
  const choice = await findChoice(code, accountWorld(request, services));
  if (choice === undefined) return sendPage(reply, accountEndPage(frameFor(request), "gone"), { status: 400 });
  const { userName } = choice.user;
  const invited = choice.found.document.purpose === "accept invitation";
  const designed = invited ? await designedAnswer(code, request, reply, services) : undefined;
  if (designed !== undefined) return (await import("./flow-pages.ts")).showFlow(designed);
  const form = accountFormAt(PATHS.confirmRecoveryPage, request, reply, services);
  const html = choosePasswordPage({ ...form, confirmation: code, userName, invited, refused });
  return sendPage(reply, html, { status: refused === undefined ? 200 : 400 });
}

async function takeChoice(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  if (!isGenuine(PATHS.confirmRecoveryPage, parameters, request, services)) return refuseForm(reply, request);
  const wait = accountWait(request, services);
  if (wait !== undefined) return refuseTooMany(reply, request, wait);
  const designed = await designedAnswer(parameters.get("confirmationCode"), request, reply, services);
  if (designed !== undefined) return (await import("./flow-pages.ts")).takeFlow(designed, parameters);
  const code = parameters.get("confirmation") ?? "";
  const password = parameters.get("newPassword") ?? "";
  if (password !== parameters.get("confirmPassword")) return showChoice(code, "differ", request, reply, services);
  const outcome = await choosePassword(code, password, accountWorld(request, services));
  if (outcome.kind === "refused") return showChoice(code, outcome.fault.reason, request, reply, services);
  const isDone = outcome.kind === "chosen";
  const html = accountEndPage(frameFor(request), outcome.kind);
  return sendPage(reply, html, { status: isDone ? 200 : 400 });
}

/** The recovery of a password as the organization has designed it; undefined: it has not, or the recovery was begun before it had. */
async function designedRecovery(
  parameters: Parameters,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<FlowVisit | undefined> {
  if (isAboutName(parameters) || parameters.has("flowConfirmationCode")) return undefined;
  const present = await designedFlow("PASSWORD_RECOVERY", request, services);
  const place = { path: PATHS.recoveryPage, request, reply, services };
  return present && { type: "PASSWORD_RECOVERY", present, ...place };
}

/** The same of the answer to an invitation, whose link has brought the code. */
async function designedAnswer(
  confirmationCode: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<FlowVisit | undefined> {
  const present = confirmationCode === undefined ? undefined : await designedFlow("ASK_PASSWORD", request, services);
  const place = { path: PATHS.confirmRecoveryPage, request, reply, services };
  return present && { type: "ASK_PASSWORD", present, brought: { confirmationCode: confirmationCode ?? "" }, ...place };
}

async function isAllowed(parameters: Parameters, request: FastifyRequest, services: Services): Promise<boolean> {
  const switches = await switchesIn(request, services);
  return isAboutName(parameters) ? nameChannels(switches).length > 0 : recoversPasswords(switches);
}

function switchesIn(request: FastifyRequest, services: Services): Promise<Switches> {
  return readSwitches(accountWorld(request, services));
}

function isAboutName(parameters: Parameters): boolean {
  return parameters.get("isUsernameRecovery") === "true";
}
