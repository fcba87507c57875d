import type { FastifyInstance } from "fastify";
import { isPageError } from "../protocol/authorize/page-error.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { sendProblem } from "./pages.ts";
import { PATHS } from "./paths.ts";

/** The page that the authorization and end-session endpoints send a browser to when they cannot trust any other place. */
export function errorPageRoute(app: FastifyInstance): void {
  endpoint(
    app,
    PATHS.errorPage,
    {
      GET(request, reply) {
        const { parameters } = queryOf(request);
        const code = parameters.get("oauthErrorCode") ?? "";
        const message = parameters.get("oauthErrorMsg") ?? "";
        // Anybody can write a link to this page, but not put words into its mouth.
        const shown = isPageError(code, message) ? { code, message } : { code: "invalid_request", message: "" };
        return sendProblem(reply, request, { status: 400, ...shown });
      },
    },
    { page: true },
  );
}
