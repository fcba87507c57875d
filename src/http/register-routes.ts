import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { confirm, type Registration, register } from "../accounts/registration.ts";
import { readSwitches } from "../accounts/switches.ts";
import { accountEndPage, confirmEmailPage } from "../pages/recovery-pages.ts";
import { type RegisterPage, registeredPage, registerPage } from "../pages/register-page.ts";
import type { Client } from "../protocol/model/client.ts";
import { isSharedWith } from "../protocol/organization-access.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { accountFormAt, isGenuine, refuseTooMany } from "./account-pages.ts";
import { accountWait, accountWorld } from "./account-world.ts";
import { designedFlow } from "./designed-flow.ts";
import { endpoint, formOf, queryOf } from "./endpoint.ts";
import type { FlowVisit } from "./flow-step-page.ts";
import { frameFor, sendPage } from "./pages.ts";
import { PATHS } from "./paths.ts";
import { refuseForm } from "./pending-requests.ts";
import { requestStore, type Services } from "./services.ts";
import { rootOf } from "./within.ts";

const FIELDS = ["userName", "email", "givenName", "familyName"] as const;
/** In characters. */
const LONGEST_NAME = 255;

/** Where people make an account for themselves, and where they confirm that its address is theirs. */
export function registerRoutes(app: FastifyInstance, services: Services): void {
  const page = { page: true };
  for (const path of [PATHS.registerPage, PATHS.signUpPage]) {
    const handlers = {
      async GET(request: FastifyRequest, reply: FastifyReply) {
        const { parameters } = queryOf(request);
        const designed = await designedVisit("REGISTRATION", { path, parameters, request, reply, services });
        if (designed !== undefined) return (await import("./flow-pages.ts")).showFlow(designed);
        return showForm({ path, parameters, alert: undefined }, request, reply, services);
      },
      POST: (request: FastifyRequest, reply: FastifyReply) => takeForm(path, request, reply, services),
    };
    endpoint(app, path, handlers, page);
  }
  for (const path of [PATHS.confirmRegistrationPage, PATHS.verifyEmailPage]) {
    const handlers = {
      GET: (request: FastifyRequest, reply: FastifyReply) => {
        const form = accountFormAt(path, request, reply, services);
        const confirmation = queryOf(request).parameters.get("confirmation") ?? "";
        return sendPage(reply, confirmEmailPage({ ...form, confirmation }));
      },
      POST: (request: FastifyRequest, reply: FastifyReply) => takeConfirmation(path, request, reply, services),
    };
    endpoint(app, path, handlers, page);
  }
}

async function showForm(
  {
    path,
    parameters,
    alert,
  }: { readonly path: string; readonly parameters: Parameters; readonly alert: RegisterPage["alert"] },
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
) {
  const { isOn } = await readSwitches(accountWorld(request, services));
  const form = accountFormAt(path, request, reply, services);
  const withPassword = isOn("registers");
  if (!withPassword && !isOn("registersWithoutPassword")) {
    return sendPage(reply, accountEndPage(form.frame, "off"), { status: 403 });
  }
  const client = await clientOf(parameters, request, services);
  const entered =
    alert === undefined ? {} : Object.fromEntries(FIELDS.map((name) => [name, parameters.get(name) ?? ""]));
  const html = registerPage({
    ...form,
    clientId: client?.clientId,
    entered,
    withPassword,
    alert,
    ...(client?.policyUri !== undefined && { policyUri: client.policyUri }),
    ...(client?.termsOfServiceUri !== undefined && { termsOfServiceUri: client.termsOfServiceUri }),
  });
  return sendPage(reply, html, { status: alert === undefined ? 200 : 400 });
}

async function takeForm(path: string, request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  if (!isGenuine(path, parameters, request, services)) return refuseForm(reply, request);
  const wait = accountWait(request, services);
  if (wait !== undefined) return refuseTooMany(reply, request, wait);
  const designed = await designedVisit("REGISTRATION", { path, parameters, request, reply, services });
  if (designed !== undefined) return (await import("./flow-pages.ts")).takeFlow(designed, parameters);
  const refuse = (alert: RegisterPage["alert"]) => showForm({ path, parameters, alert }, request, reply, services);

  const client = await clientOf(parameters, request, services);
  const hasTerms = client?.policyUri !== undefined || client?.termsOfServiceUri !== undefined;
  if (hasTerms && parameters.get("terms") !== "on") return refuse("termsMissing");
  const password = parameters.get("newPassword");
  if (password !== parameters.get("confirmPassword")) return refuse("differ");
  const text = (name: (typeof FIELDS)[number]) => (parameters.get(name) ?? "").trim().slice(0, LONGEST_NAME);
  const named = { email: text("email"), given_name: text("givenName"), family_name: text("familyName") };
  const claims = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== ""));
  const account = { userName: parameters.get("userName") ?? "", password, claims };
  const ctx = accountWorld(request, services);
  const outcome = await register(account, ctx);
  const { frame } = accountFormAt(path, request, reply, services);
  switch (outcome.kind) {
    case "off":
      return sendPage(reply, accountEndPage(frame, "off"), { status: 403 });
    case "registered":
      return sendPage(reply, registeredPage(frame, outcome.toBeConfirmed));
    default:
      return refuse(alertOf(outcome));
  }
}

function alertOf(outcome: Exclude<Registration, { kind: "off" | "registered" }>): RegisterPage["alert"] {
  return outcome.kind === "weak password" ? outcome.fault.reason : outcome.kind;
}

/** The registration as the organization has designed it; undefined: it has not. */
async function designedVisit(
  type: FlowVisit["type"],
  { parameters, ...place }: Omit<FlowVisit, "type" | "present" | "client"> & { readonly parameters: Parameters },
): Promise<FlowVisit | undefined> {
  const present = await designedFlow(type, place.request, place.services);
  if (present === undefined) return undefined;
  const client = await clientOf(parameters, place.request, place.services);
  const requestId = parameters.get("sessionDataKey");
  return { type, present, requestId, ...place, ...(client !== undefined && { client }) };
}

async function takeConfirmation(path: string, request: FastifyRequest, reply: FastifyReply, services: Services) {
  const { parameters } = formOf(request);
  if (!isGenuine(path, parameters, request, services)) return refuseForm(reply, request);
  const wait = accountWait(request, services);
  if (wait !== undefined) return refuseTooMany(reply, request, wait);
  const user = await confirm(parameters.get("confirmation") ?? "", accountWorld(request, services));
  const frame = frameFor(request);
  if (user === undefined) return sendPage(reply, accountEndPage(frame, "gone"), { status: 400 });
  return sendPage(reply, accountEndPage(frame, "confirmed"));
}

/** The application that the person comes from, whose terms they are shown. */
async function clientOf(
  parameters: Parameters,
  request: FastifyRequest,
  services: Services,
): Promise<Client | undefined> {
  const id = parameters.get("client_id");
  const client = id === undefined ? undefined : await requestStore(request, services).store.clients.find(id);
  const found = client ?? (id === undefined ? undefined : await sharedClient(id, request, services));
  return found?.enabled ? found : undefined;
}

/** An application of the tenant that the organization's people sign in to. */
async function sharedClient(id: string, request: FastifyRequest, services: Services): Promise<Client | undefined> {
  const { within } = request;
  if (within === undefined) return undefined;
  const client = await rootOf(request, services).store.clients.find(id);
  if (client === undefined) return undefined;
  return isSharedWith(client, [within.world.organization, ...within.world.above]) ? client : undefined;
}
