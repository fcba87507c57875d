import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { findSignIn } from "../accounts/flow/completion.ts";
import { tellOfDevice } from "../accounts/security-notices.ts";
import { flowSignedInPage, flowSignInPage } from "../pages/flow-page.ts";
import type { PageFrame } from "../pages/layout.ts";
import { accountEndPage } from "../pages/recovery-pages.ts";
import { methodOf } from "../protocol/sign-in-sequence.ts";
import { keepProviderSessions, type ProviderSession } from "../signin/federation/provider-sessions.ts";
import { KNOWN_DEVICE_SECONDS, knownDeviceId, markDevice } from "../signin/known-device.ts";
import { endSession, startSession } from "../signin/sessions.ts";
import { accountFormAt, isGenuine, refuseTooMany } from "./account-pages.ts";
import { accountWait, accountWorld } from "./account-world.ts";
import { currentSession } from "./authorize-routes.ts";
import { cameFrom } from "./came-from.ts";
import { readCookie, setCookie } from "./cookies.ts";
import { replaceSession } from "./end-session.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS } from "./paths.ts";
import { refuseForm } from "./pending-requests.ts";
import { requestStore, type Services, signInContext } from "./services.ts";
import { resumeUrl } from "./sign-in-urls.ts";

/**
 * Where somebody is signed in who has come to the end of a flow in an application's own pages. The link alone signs nobody in: whoever was
 * sent it by somebody else is asked first (security bar 14.3).
 */
export function flowSignInRoute(app: FastifyInstance, services: Services): void {
  const path = PATHS.flowEndPage;
  const methods = {
    async GET(request: FastifyRequest, reply: FastifyReply) {
      const confirmation = queryOf(request).parameters.get("confirmation") ?? "";
      const found = await findSignIn(confirmation, accountWorld(request, services));
      if (found === undefined) return goneWith(frameFor(request), reply);
      const form = accountFormAt(path, request, reply, services);
      const formTarget = await applicationUrl(found.applicationId, request, services);
      const html = flowSignInPage({ ...form, confirmation, userName: found.user.userName });
      return sendPage(reply, html, { formTarget });
    },
    async POST(request: FastifyRequest, reply: FastifyReply) {
      const { parameters } = formOf(request);
      if (!isGenuine(path, parameters, request, services)) return refuseForm(reply, request);
      const wait = accountWait(request, services);
      if (wait !== undefined) return refuseTooMany(reply, request, wait);
      const place = { frame: frameFor(request), request, reply, services };
      return signInAtEnd(parameters.get("confirmation") ?? "", place);
    },
  };
  endpoint(app, path, methods, { page: true });
}

/**
 * Signs the person in by the code, in a form of this browser, and sends them back to the sign-in that they have left, or else on to their
 * application, where it has said where it is found.
 */
export async function signInAtEnd(
  code: string,
  {
    frame,
    request,
    reply,
    services,
  }: {
    readonly frame: PageFrame;
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly services: Services;
  },
): Promise<FastifyReply> {
  const world = accountWorld(request, services);
  const found = await findSignIn(code, world);
  if (found === undefined || !(await found.useUp())) return goneWith(frame, reply);
  const { user, option, applicationId, requestId } = found;
  const amr = [methodOf(option)];
  const ctx = signInContext(request, services);
  const previous = await currentSession(request, services);
  const started = await startSession(user, amr, false, ctx);
  // After it: whoever changes a password ends the sessions that are there, and this one came a moment too late to be among them.
  if (!(await found.stands())) {
    await endSession(started.session, ctx);
    return goneWith(frame, reply);
  }
  const { providerSession } = found;
  await keepProviderSessions(started.session, providerSession ? [providerSession as ProviderSession] : [], ctx);
  if (previous !== undefined) await replaceSession(request, previous, started.session, services);
  const { settings } = services;
  setCookie(request, reply, "session", started.cookie, settings);
  setCookie(request, reply, "browserState", started.browserState, settings);
  const deviceCookie = readCookie(request, "device", settings);
  const marking = { ...signInContext(request, services, request.within?.world), deviceCookie };
  const isKnown = found.isNew || knownDeviceId(deviceCookie, user.userName, marking) !== undefined;
  if (!isKnown) await tellOfDevice(user, world);
  setCookie(request, reply, "device", markDevice(user.userName, amr, marking), settings, KNOWN_DEVICE_SECONDS);
  const left = await cameFrom(requestId, request, services);
  if (left !== undefined) {
    await ctx.store.requests.change({ ...left, authenticatedSessionId: started.session.id });
    return go(request, reply, resumeUrl(request, left));
  }
  const url = await applicationUrl(applicationId, request, services);
  return url === undefined ? sendPage(reply, flowSignedInPage(frame)) : go(request, reply, url);
}

/** Where the application is found by its users; undefined where it has not said so. */
export async function applicationUrl(
  id: string | undefined,
  request: FastifyRequest,
  services: Services,
): Promise<string | undefined> {
  const { store } = requestStore(request, services);
  const client = id === undefined ? undefined : await store.clients.findByApplicationId(id);
  return client?.enabled ? client.application?.accessUrl : undefined;
}

function goneWith(frame: PageFrame, reply: FastifyReply): FastifyReply {
  return sendPage(reply, accountEndPage(frame, "gone"), { status: 400 });
}
