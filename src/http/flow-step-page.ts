import type { FastifyReply, FastifyRequest } from "fastify";
import { decided } from "../accounts/flow/completion.ts";
import { type FlowComponent, type FlowType, fieldsOf } from "../accounts/flow/flow-design.ts";
import type { DecidedFlow } from "../management/flow-design/stored-flow.ts";
import { shownComponents } from "../management/flow-execution/shown-components.ts";
import type { ApplicationLinks } from "../pages/application-links.ts";
import { flowPage, flowPasskeyPage } from "../pages/flow-page.ts";
import type { Client } from "../protocol/model/client.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { accountFormAt } from "./account-pages.ts";
import { targetOfOrigin } from "./came-from.ts";
import { applicationUrl } from "./flow-sign-in.ts";
import { sendPage } from "./pages.ts";
import type { Services } from "./services.ts";

/** A flow that people go through on our own pages. */
export interface FlowVisit {
  readonly type: FlowType;
  readonly present: DecidedFlow;
  /** Where its page is. */
  readonly path: string;
  /** What the link has brought along, by the names that it is entered under. */
  readonly brought?: Readonly<Record<string, string>>;
  /** The application that the person comes from. */
  readonly client?: Client | undefined;
  /** The sign-in that they leave for it, by the id of its pending request; a flow that has begun knows its own. */
  readonly requestId?: string | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly services: Services;
}

/** What of a flow is shown. */
export interface Shown {
  readonly step?: { readonly data: { readonly components?: readonly FlowComponent[] | undefined } };
  readonly flowId?: string;
  /** The sign-in that the flow leads back to. */
  readonly requestId?: string | undefined;
  readonly parameters: Parameters;
  readonly fault?: string;
}

/** Shows the step as it was designed. */
export async function showStep(
  visit: FlowVisit,
  { step, flowId = "", requestId, parameters, fault }: Shown,
): Promise<FastifyReply> {
  const { type, path, request, reply, services } = visit;
  const links = linksOf(visit);
  const isAgreed = parameters.get("terms") === "on";
  const names = new Set(step === undefined ? [] : namesIn(step));
  const html = flowPage({
    ...accountFormAt(path, request, reply, services),
    ...links,
    flow: type,
    components: shownComponents(step?.data.components),
    hidden: hiddenOf(visit, flowId, parameters),
    entered: Object.fromEntries([...parameters].filter(([name]) => names.has(name))),
    asksTerms: links !== undefined && !isAgreed,
    fault,
  });
  const formTarget = await formTargetOf(visit, requestId);
  return sendPage(reply, html, { status: fault === undefined ? 200 : 400, formTarget });
}

/** Where the last form leads to, which any of them may be. */
async function formTargetOf(
  { client, present, request, services }: FlowVisit,
  requestId: string | undefined,
): Promise<string | undefined> {
  if (!decided(present.completion, "signsIn")) return undefined;
  const target = await targetOfOrigin(requestId, request, services);
  return target ?? applicationUrl(client?.application?.id, request, services);
}

/** Shows where a passkey is made. */
export async function showPasskey(
  visit: FlowVisit,
  { flowId = "", requestId, parameters }: Shown,
  options: object,
): Promise<FastifyReply> {
  const { path, request, reply, services } = visit;
  const form = accountFormAt(path, request, reply, services);
  const html = flowPasskeyPage({ ...form, hidden: hiddenOf(visit, flowId, parameters), options });
  return sendPage(reply, html, { script: true, formTarget: await formTargetOf(visit, requestId) });
}

/** What stands against the form itself. */
export function formFault(visit: FlowVisit, parameters: Parameters): string | undefined {
  if (linksOf(visit) !== undefined && parameters.get("terms") !== "on") return "termsMissing";
  const isPassword = parameters.has("newPassword");
  return isPassword && parameters.get("newPassword") !== parameters.get("confirmPassword") ? "differ" : undefined;
}

/** What each form of the flow brings along. */
function hiddenOf({ brought, client }: FlowVisit, flowId: string, parameters: Parameters) {
  return {
    flowId,
    ...brought,
    ...(client !== undefined && { client_id: client.clientId }),
    ...(parameters.get("terms") === "on" && { terms: "on" }),
  };
}

function namesIn({ data }: NonNullable<Shown["step"]>): readonly string[] {
  return fieldsOf({ id: "", type: "VIEW", data }).map(({ name }) => name);
}

/** What people agree to who register with the application. */
function linksOf({ type, client }: FlowVisit): ApplicationLinks | undefined {
  const { policyUri, termsOfServiceUri } = client ?? {};
  if (type !== "REGISTRATION" || (policyUri === undefined && termsOfServiceUri === undefined)) return undefined;
  return {
    ...(policyUri !== undefined && { policyUri }),
    ...(termsOfServiceUri !== undefined && { termsOfServiceUri }),
  };
}
