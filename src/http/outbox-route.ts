import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { KeptMessage } from "../notifications/message-queue.ts";
import type { Notifier } from "../notifications/notifier.ts";
import { outboxPage } from "../pages/outbox-page.ts";
import { endpoint } from "./endpoint.ts";
import { sendPage } from "./pages.ts";
import { ASSETS_PATH } from "./paths.ts";

/** This machine, as a request from it says so: a name of somebody else's that leads here does not count. */
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;
/** What proxies and tunnels add: behind one that runs here, whoever asks may be anywhere. */
const PROXIED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;

/** What a development server would have sent, for whoever sits at the machine; as a page and, for their tests, as JSON. */
export function outboxRoute(app: FastifyInstance, notifier: Pick<Notifier, "settled" | "listKept">): void {
  const list = async (request: FastifyRequest, reply: FastifyReply, send: (all: readonly KeptMessage[]) => unknown) => {
    const { ip, headers } = request;
    const isHere = LOOPBACK_ADDRESS.test(ip) && LOOPBACK_HOST.test(headers.host ?? "");
    if (!isHere || PROXIED.some((name) => name in headers)) return reply.callNotFound();
    await notifier.settled();
    return send(await notifier.listKept());
  };
  endpoint(app, "/outbox", {
    GET: (request, reply) =>
      list(request, reply, (messages) => {
        const frame = { language: "en" as const, organization: "Tessera", assets: ASSETS_PATH };
        return sendPage(reply, outboxPage({ frame, messages: messages.map(shown) }));
      }),
  });
  endpoint(app, "/outbox.json", {
    GET: (request, reply) =>
      list(request, reply, (messages) => reply.header("cache-control", "no-store").send({ messages })),
  });
}

function shown(message: KeptMessage) {
  const { to, type, text, organization, at } = message;
  const subject = message.channel === "email" ? message.subject : undefined;
  return { to, type, text, organization, subject, at: new Date(at * 1000).toISOString() };
}
