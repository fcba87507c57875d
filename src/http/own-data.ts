import type { FastifyReply, FastifyRequest } from "fastify";
import type { LiveSession } from "../signin/sessions.ts";
import { callForUser } from "./own-account-call.ts";
import type { Services } from "./services.ts";

/** The members of the file, and the operations that tell them. None tells a secret. */
const MEMBERS: Readonly<Record<string, string>> = {
  user: "exportOwnUser",
  profile: "getUserMe",
  sessions: "getSessionsOfLoggedInUser",
  applications: "listLoggedInUserAuthorizedApps",
  linkedAccounts: "getMyFederatedAssociations",
  passkeys: "getPasskeysWithoutSlash",
  secondFactors: "getEnabledAuthenticators",
  rememberedDevices: "listRememberedDevices",
};

/** Sends the user of the session what is known of them, as a file to keep. */
export async function sendData(
  request: FastifyRequest,
  reply: FastifyReply,
  live: LiveSession,
  services: Services,
): Promise<FastifyReply> {
  const told: Record<string, unknown> = {};
  for (const [member, id] of Object.entries(MEMBERS))
    told[member] = (await callForUser(request, live, { id }, services)) ?? [];
  return reply
    .header("cache-control", "no-store")
    .header("content-disposition", 'attachment; filename="my-data.json"')
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(told, undefined, 2));
}
