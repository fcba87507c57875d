import type { ProtocolContext } from "../context.ts";
import type { PolledRequest } from "./polled-request.ts";

/** What a client in ping mode is told of a decision with (CIBA §10.2). */
export interface Ping {
  readonly authReqId: string;
  /** The client's own `client_notification_token`. */
  readonly token: string;
}

/** Both are secrets, and must be had again: they are sealed for the client (security bar 26.4). */
export function sealPing(ping: Ping, clientId: string, ctx: ProtocolContext): string {
  return ctx.sealing.seal(Buffer.from(JSON.stringify(ping)), contextOf(clientId, ctx));
}

/** Tells the client that its request was decided. What fails is logged and not sent again, since such a client may poll as well. */
export async function sendPing({ clientId, sealedPing }: PolledRequest, ctx: ProtocolContext): Promise<void> {
  if (sealedPing === undefined) return;
  try {
    const client = await ctx.store.clients.find(clientId);
    if (client?.ciba.notificationUri === undefined) return;
    const { authReqId, token }: Ping = JSON.parse(`${ctx.sealing.open(sealedPing, contextOf(clientId, ctx))}`);
    const status = await ctx.outbound.post(client.ciba.notificationUri, {
      headers: { authorization: `Bearer ${token}` },
      json: { auth_req_id: authReqId },
    });
    if (status < 200 || status > 299) ctx.record("ping_failed", { client: clientId, status });
  } catch (error) {
    ctx.record("ping_failed", { client: clientId, reason: (error as Error).message });
  }
}

function contextOf(clientId: string, { tenant }: ProtocolContext): string {
  return `ciba ping ${tenant.id} ${clientId}`;
}
