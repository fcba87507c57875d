import type { FastifyInstance, FastifyReply } from "fastify";
import { readPasskeyAnswer } from "../credentials/passkey-answer.ts";
import { ManagementError } from "../management/management-error.ts";
import { myAccountWords } from "../pages/languages/my-account.ts";
import { ownPasskeyPage } from "../pages/own-passkey-page.ts";
import { formOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { changeRoute, commonOf, type Visit } from "./my-account-forms.ts";
import { goTo, overview } from "./own-account-access.ts";
import { callForUser } from "./own-account-call.ts";
import { sendPage } from "./pages.ts";
import { PATHS } from "./paths.ts";
import type { Services } from "./services.ts";

const PASSKEY = `${PATHS.myAccount}/passkey`;

interface Started {
  readonly publicKeyCredentialCreationOptions: unknown;
}

/** The page where people add a passkey (security bar 19.5). It needs a script, as all passkeys do. */
export function ownPasskeyRoute(app: FastifyInstance, services: Services): void {
  changeRoute(app, PASSKEY, services, (visit) => show(visit), add);
}

/** With a new challenge each time. Whoever has too many goes back to the list of them. */
async function show(visit: Visit, hasFailed = false): Promise<FastifyReply> {
  const { request, reply, live, services } = visit;
  const call = {
    id: "startUsernamelessPasskeyRegistration",
    body: { appId: new URL(services.settings.baseUrl).origin },
  };
  const started = await allowed(callForUser<Started>(request, live, call, services));
  if (started === undefined) return go(request, reply, overview(request));
  const common = commonOf(visit, PASSKEY);
  const alert = hasFailed ? myAccountWords[common.frame.language].faults.failed : undefined;
  const html = ownPasskeyPage({ ...common, alert, options: started.publicKeyCredentialCreationOptions });
  return sendPage(reply, html, { script: true, ...(hasFailed && { status: 400 }) });
}

async function add(visit: Visit): Promise<FastifyReply> {
  const { request, reply, live, services } = visit;
  const credential = readPasskeyAnswer(formOf(request).parameters.get("tokenResponse") ?? "");
  if (credential === undefined) return show(visit, true);
  const { keepsOthers } = visit;
  const body = { requestId: credential.challenge, credential };
  const call = { id: "finishPasskeyRegistration", body, keepsOtherSessions: keepsOthers };
  const added = await allowed(callForUser<object>(request, live, call, services));
  return added === undefined ? show(visit, true) : goTo(request, reply, "factorAdded", keepsOthers);
}

/** Undefined when the operation refuses. */
async function allowed<Body>(called: Promise<Body>): Promise<Body | undefined> {
  try {
    return await called;
  } catch (error) {
    if (error instanceof ManagementError) return undefined;
    throw error;
  }
}
