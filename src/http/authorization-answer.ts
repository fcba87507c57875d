import type { FastifyReply, FastifyRequest } from "fastify";
import { formPostPage } from "../pages/form-post-page.ts";
import type { AuthorizationAnswer } from "../protocol/authorize/authorization-response.ts";
import { go } from "./go.ts";
import { frameFor, sendPage } from "./pages.ts";

/** Sends the answer to the client through the browser: by a redirect, or by a form that posts itself (Form Post Response Mode §2). */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: AuthorizationAnswer): FastifyReply {
  const { redirectUri, channel, parameters } = answer;
  if (channel !== "form_post") return go(request, reply, locationOf(answer));
  const html = formPostPage({ frame: frameFor(request), action: redirectUri, parameters });
  return sendPage(reply, html, { formTarget: redirectUri, onlyFormTarget: true, script: true });
}

function locationOf({ redirectUri, channel, parameters }: AuthorizationAnswer): string {
  const text = new URLSearchParams(parameters);
  if (channel === "fragment") return `${redirectUri}#${text}`;
  // RFC 6749 §3.1.2: a query that the redirect URI has of its own is kept.
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${text}`;
}
