import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { ManagementError } from "../management/management-error.ts";
import { LARGEST_BULK_BYTES } from "../management/scim/bulk-limits.ts";
import { OAuthError } from "../protocol/errors.ts";
import { ApiAccessError } from "./api-error.ts";
import { acceptJson } from "./json-body.ts";
import { SCIM_ERROR } from "./scim-path.ts";
import { challengeSignIn } from "./step-up-challenge.ts";

const MEDIA_TYPE = "application/scim+json";
const SCIM_TYPE = /^[a-z]/;

/** Makes the routes of this instance take and answer SCIM's JSON, faults too (RFC 7644 §3.1, §3.12). */
export function speakScim(app: FastifyInstance): void {
  acceptJson(app, { mediaTypes: ["application/json", MEDIA_TYPE], bodyLimit: LARGEST_BULK_BYTES });
  app.addHook("onRequest", async (_request, reply) => {
    reply.type(MEDIA_TYPE);
  });
  app.addHook("onSend", async (_request, reply) => {
    if (reply.statusCode === 204 || reply.statusCode === 304) reply.removeHeader("content-type");
  });
  app.setErrorHandler((error, request, reply) => {
    // These have headers of their own.
    if (error instanceof ApiAccessError || (error instanceof OAuthError && error.challenge !== undefined)) throw error;
    if (error instanceof ManagementError) {
      challengeSignIn(reply, request, error);
      if (error.retryAfterSeconds !== undefined) reply.header("retry-after", error.retryAfterSeconds);
      return sendScimError(reply, error.status, error.description, error.code);
    }
    if (error instanceof OAuthError && error.status === 400) return sendScimError(reply, 400, error.message);
    const status = (error as FastifyError).statusCode ?? 500;
    if (status >= 500) throw error;
    return sendScimError(reply, status, "Request is unparsable, syntactically incorrect, or violates schema.");
  });
}

/** What the common checks refuse has a code of the other APIs: it is a body or a query that does not fit. */
function sendScimError(reply: FastifyReply, status: number, detail: string, code = "invalidSyntax"): FastifyReply {
  const kind = SCIM_TYPE.test(code) || code === "" ? code : "invalidSyntax";
  const scimType = status === 400 || status === 409 ? kind : "";
  const body = { schemas: [SCIM_ERROR], status: String(status), ...(scimType !== "" && { scimType }), detail };
  return reply.code(status).type(MEDIA_TYPE).send(body);
}
