import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AccountDeed, type AccountFault, myAccountWords } from "../pages/languages/my-account.ts";
import { ownBackupCodesPage } from "../pages/my-account-forms.ts";
import { myAccountPage } from "../pages/my-account-page.ts";
import { connectionsOf } from "../signin/federation/own-link.ts";
import type { LiveSession } from "../signin/sessions.ts";
import { accountOf } from "./account-routes.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { leaveToLink } from "./link-account.ts";
import { ownAppRoute, ownPasswordRoute, wantsOthersKept } from "./my-account-forms.ts";
import {
  failAt,
  faultOf,
  formToken,
  goTo,
  homeOf,
  mayChange,
  overview,
  sendToSignIn,
  withForm,
  withUser,
} from "./own-account-access.ts";
import { callForUser } from "./own-account-call.ts";
import { sendData } from "./own-data.ts";
import { ownPasskeyRoute } from "./own-passkey-route.ts";
import { frameFor, inAskedLanguage, sendPage } from "./pages.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { refuseForm } from "./pending-requests.ts";
import type { Services } from "./services.ts";

/** What the overview's buttons do: by which operation, whether it takes a recent sign-in, and what is said afterwards. */
const DEEDS: Readonly<Record<string, { id: string; parameter?: string; recent: boolean; done: AccountDeed }>> = {
  endSession: {
    id: "terminateSessionByLoggedInUser",
    parameter: "sessionId",
    recent: false,
    done: "sessionEnded",
  },
  revoke: {
    id: "deleteLoggedInUserAuthorizedAppByAppId",
    parameter: "applicationId",
    recent: false,
    done: "revoked",
  },
  removeApp: { id: "deleteTotp", recent: true, done: "factorRemoved" },
  removeCodes: { id: "deleteBackupCodes", recent: true, done: "factorRemoved" },
  forgetDevice: { id: "forgetRememberedDevice", parameter: "deviceId", recent: false, done: "deviceForgotten" },
  unlink: { id: "deleteMyFederatedAssociation", parameter: "id", recent: true, done: "unlinked" },
  removePasskey: { id: "deletePasskey", parameter: "credentialId", recent: true, done: "factorRemoved" },
};

/** What needs a recent sign-in beside those. */
const RECENT: ReadonlySet<string> = new Set(["makeCodes", "link"]);

/** The pages where people see to their own account (security bar 15.6, 19.5): signed in by the session's cookie, and without a script. */
export function myAccountRoutes(app: FastifyInstance, services: Services): void {
  const page = { page: true };
  endpoint(
    app,
    PATHS.myAccount,
    {
      GET: (request, reply) => withUser(request, reply, services, (live) => show(request, reply, live, services)),
      POST: (request, reply) => withForm(request, reply, services, (live) => act(request, reply, live, services)),
    },
    page,
  );
  const signIn = (request: FastifyRequest, reply: FastifyReply) =>
    withUser(request, reply, services, (live) => sendToSignIn(request, reply, live, services));
  endpoint(app, `${PATHS.myAccount}/signin`, { GET: signIn }, page);
  endpoint(
    app,
    `${PATHS.myAccount}/data`,
    { GET: (request, reply) => withUser(request, reply, services, (live) => sendData(request, reply, live, services)) },
    page,
  );
  ownPasswordRoute(app, services);
  ownAppRoute(app, services);
  ownPasskeyRoute(app, services);
}

interface Told {
  readonly sessions: readonly Readonly<Record<"id" | "userAgent" | "ip" | "loginTime" | "lastAccessTime", string>>[];
}
type ToldDevice = Readonly<Record<"id" | "userAgent" | "ip" | "rememberedTime" | "expiryTime", string>>;
interface ToldLink {
  readonly id: string;
  readonly idp: { readonly displayName: string };
  readonly federatedUserId: string;
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  live: LiveSession,
  services: Services,
  fault?: AccountFault,
): Promise<FastifyReply> {
  const ask = <Body>(id: string) => callForUser<Body>(request, live, { id }, services);
  const { sessions } = await ask<Told>("getSessionsOfLoggedInUser");
  const apps = await ask<{ id: string; name: string; approvedScopes: string[] }[]>("listLoggedInUserAuthorizedApps");
  const totp = await ask<{ isValid?: boolean }>("getTotp");
  const codes = await ask<{ remainingBackupCodesCount: number }>("getRemainingBackupCodes");
  const passkeys =
    await ask<{ displayName: string; credential: { credentialId: string } }[]>("getPasskeysWithoutSlash");
  const devices = await ask<ToldDevice[]>("listRememberedDevices");
  const links = await ask<ToldLink[] | undefined>("getMyFederatedAssociations");
  const { others } = await connectionsOf(live.user, { people: await homeOf(request, live, services) });
  const frame = frameFor(request);
  const words = myAccountWords[frame.language];
  const { parameters } = queryOf(request);
  const done = parameters.get("done");
  const said = parameters.get("fault");
  const failed =
    fault ?? (said !== undefined && Object.hasOwn(words.faults, said) ? (said as AccountFault) : undefined);
  const html = myAccountPage({
    frame,
    place: `${tenantPath(request.tenant.handle)}${PATHS.myAccount}`,
    signOutUrl: inAskedLanguage(request, `${tenantPath(request.tenant.handle)}${PATHS.logout}`),
    csrfToken: formToken(request, reply, live, services),
    account: accountOf(live.user),
    sessions: sessions.map(({ id, userAgent, ip, loginTime, lastAccessTime }) => ({
      id,
      isThis: id === live.session.id,
      userAgent,
      address: ip,
      since: Number(loginTime),
      lastUsed: Number(lastAccessTime),
    })),
    applications: apps.map(({ id, name, approvedScopes }) => ({ id, name, scopes: approvedScopes })),
    hasApp: totp.isValid === true,
    backupCodes: codes.remainingBackupCodesCount,
    passkeys: passkeys.map(({ displayName, credential }) => ({ id: credential.credentialId, name: displayName })),
    renaming: Number(parameters.get("rename") ?? Number.NaN),
    devices: devices.map(({ id, userAgent, ip, rememberedTime, expiryTime }) => ({
      id,
      userAgent,
      address: ip,
      since: Number(rememberedTime),
      until: Number(expiryTime),
    })),
    links: (links ?? []).map(({ id, idp, federatedUserId }) => ({
      id,
      connection: idp.displayName,
      account: federatedUserId,
    })),
    connections: others.map(({ idp }) => idp),
    mayChange: await mayChange(request, live, services),
    done: done !== undefined && Object.hasOwn(words.done, done) ? (done as AccountDeed) : undefined,
    othersKept: parameters.get("others") === "kept",
    alert: failed && words.faults[failed],
  });
  return sendPage(reply, html, fault === undefined ? {} : { status: 400 });
}

async function act(request: FastifyRequest, reply: FastifyReply, live: LiveSession, services: Services) {
  const { parameters } = formOf(request);
  // A button of several in one form says itself what it is about.
  const [doing = "", ...about] = (parameters.get("do") ?? "").split(":");
  const of = about.length > 0 ? about.join(":") : (parameters.get("of") ?? "");
  const keepsOthers = wantsOthersKept(request);
  const deed = Object.hasOwn(DEEDS, doing) ? DEEDS[doing] : undefined;
  if ((deed?.recent || RECENT.has(doing)) && !(await mayChange(request, live, services))) {
    return sendToSignIn(request, reply, live, services);
  }
  try {
    if (doing === "makeCodes") return await makeCodes(request, reply, live, keepsOthers, services);
    if (doing === "renamePasskey") {
      const body = [{ operation: "REPLACE", path: "/displayName", value: parameters.get("name") ?? "" }];
      await callForUser(request, live, { id: "renamePasskey", parameters: { credentialId: of }, body }, services);
      return goTo(request, reply, "passkeyRenamed");
    }
    if (doing === "link") {
      const { others } = await connectionsOf(live.user, { people: await homeOf(request, live, services) });
      const option = others.find(({ idp }) => idp === of);
      return option ? leaveToLink(request, reply, live, option, services) : failAt(request, reply, "linkFailed");
    }
    if (doing === "endOthers") {
      const { sessions } = await callForUser<Told>(request, live, { id: "getSessionsOfLoggedInUser" }, services);
      for (const { id } of sessions.filter((session) => session.id !== live.session.id)) {
        const call = { id: "terminateSessionByLoggedInUser", parameters: { sessionId: id } };
        await callForUser(request, live, call, services);
      }
      return goTo(request, reply, "othersEnded");
    }
    if (deed === undefined) return refuseForm(reply, request);
    const named = deed.parameter === undefined ? {} : { [deed.parameter]: of };
    const call = { id: deed.id, parameters: named, keepsOtherSessions: keepsOthers };
    await callForUser(request, live, call, services);
    return goTo(request, reply, deed.done, keepsOthers);
  } catch (error) {
    return show(request, reply, live, services, faultOf(error, "failed"));
  }
}

async function makeCodes(
  request: FastifyRequest,
  reply: FastifyReply,
  live: LiveSession,
  keepsOtherSessions: boolean,
  services: Services,
) {
  const call = { id: "generateBackupCodes", keepsOtherSessions };
  const { backupCodes } = await callForUser<{ backupCodes: string[] }>(request, live, call, services);
  return sendPage(
    reply,
    ownBackupCodesPage({ frame: frameFor(request), place: overview(request), codes: backupCodes }),
  );
}
