import type { FastifyRequest } from "fastify";
import { tellOfChanges } from "../management/change-notices.ts";
import { operations } from "../management/index.ts";
import type { Change, ManagementContext } from "../management/operation.ts";
import { SELF_SERVICE_SCOPE } from "../protocol/system-apis.ts";
import { atHomeIn } from "../protocol/user-home.ts";
import type { LiveSession } from "../signin/sessions.ts";
import type { Admission } from "./api-access.ts";
import { managementContext } from "./management-context.ts";
import { audit, checked } from "./management-routes.ts";
import type { Services } from "./services.ts";

const byId = new Map(operations.map((operation) => [operation.id, operation]));

/**
 * Does for the user of the session what the operation does for the bearer of their token: the same checks, the same refusals, the same
 * line in the audit log. Returns the body of the answer. Throws what the operation throws.
 */
export async function callForUser<Body = unknown>(
  request: FastifyRequest,
  live: LiveSession,
  call: {
    readonly id: string;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    /** Of a change of how one signs in: whether the user wants that (security bar 15.6). */
    readonly keepsOtherSessions?: boolean;
  },
  services: Services,
): Promise<Body> {
  const operation = byId.get(call.id);
  if (operation === undefined) throw new Error(`there is no operation ${call.id}`);
  const { parameters = {}, body, keepsOtherSessions = false } = call;
  const ctx = { ...(await contextFor(request, live, operation.scope, services)), keepsOtherSessions };
  const answer = await operation.handle(
    { parameters, query: checked(operation.query, {}), body: checked(operation.body, body) },
    ctx,
  );
  await audit(answer, request, ctx);
  await tellOfChanges(answer, ctx);
  return answer.body as Body;
}

/** What is to be done after something that no operation does: the line in the audit log, and the message to the user. */
export async function noteForUser(
  request: FastifyRequest,
  live: LiveSession,
  change: Change,
  services: Services,
): Promise<void> {
  const ctx = await contextFor(request, live, SELF_SERVICE_SCOPE, services);
  await audit({ status: 204, change }, request, ctx);
  await tellOfChanges({ change }, ctx);
}

async function contextFor(
  request: FastifyRequest,
  { session, user }: LiveSession,
  scope: string,
  services: Services,
): Promise<ManagementContext> {
  const home = request.within?.world.organization.id ?? user.home;
  const admission: Admission = {
    client: undefined,
    user: home === undefined ? user : atHomeIn({ id: home }, user),
    authorization: { id: session.id, sessionId: session.id, authTime: session.authTime, amr: session.amr },
    // Somebody who is at home in an organization acts there.
    ...(home !== undefined && {
      token: { scope: [scope], extras: { organization: { id: home, name: "", handle: "" } } },
    }),
  };
  return managementContext(request, admission, services);
}
