import type { FastifyRequest } from "fastify";
import { operations } from "../management/index.ts";
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
  { session, user }: LiveSession,
  call: { readonly id: string; readonly parameters?: Readonly<Record<string, string>>; readonly body?: unknown },
  services: Services,
): Promise<Body> {
  const operation = byId.get(call.id);
  if (operation === undefined) throw new Error(`there is no operation ${call.id}`);
  const { home } = user;
  const admission: Admission = {
    client: undefined,
    user,
    authorization: { id: session.id, sessionId: session.id, authTime: session.authTime },
    // Somebody who is at home in an organization acts there.
    ...(home !== undefined && {
      token: { scope: [operation.scope], extras: { organization: { id: home, name: "", handle: "" } } },
    }),
  };
  const ctx = await managementContext(request, admission, services);
  const { parameters = {}, body } = call;
  const answer = await operation.handle(
    { parameters, query: checked(operation.query, {}), body: checked(operation.body, body) },
    ctx,
  );
  await audit(answer, request, ctx);
  return answer.body as Body;
}
