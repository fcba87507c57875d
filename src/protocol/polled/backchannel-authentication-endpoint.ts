import { requestedAcr } from "../authorize/authentication-context.ts";
import { authenticateClient } from "../client-authentication/index.ts";
import type { ClientRequest } from "../client-authentication/method.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { CibaChannel, Client } from "../model/client.ts";
import type { User } from "../model/user.ts";
import { type Parameters, type ReadParameters, refuseRepeated } from "../parameters.ts";
import { grantableScope, parseScope } from "../scope.ts";
import { verifyAllowed } from "../token/allowed-grant.ts";
import { CIBA } from "../token/grants/ciba.ts";
import { sealPing } from "./ping.ts";
import { handleOf, newPollSecret, savePolled } from "./polled-request.ts";
import { requestedExtras } from "./requested-extras.ts";
import { signedRequest } from "./signed-request.ts";
import { findHintedUser } from "./user-hint.ts";

/** Contract §11.2. */
const INTERVAL_SECONDS = 2;
/** What a client may wish for, where its own setting is not longer anyway. */
const LONGEST_WISHED_SECONDS = 600;
/** CIBA §7.1: short enough for a small screen. In characters. */
const LONGEST_BINDING_MESSAGE = 128;
/** What is not seen itself, and hides the rest of a line or turns it around. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
/** CIBA §7.1, RFC 6750 §2.1. */
const NOTIFICATION_TOKEN = /^[A-Za-z0-9._~+/-]{1,1024}=*$/;

/** CIBA §7.3, with the link that is Asgardeo's (contract §11.2). */
export interface BackchannelAuthenticationResponse {
  readonly auth_req_id: string;
  /** Seconds, as is `interval`. */
  readonly expires_in: number;
  readonly interval: number;
  /** Where the user decides, if the client is to bring it to them. */
  readonly auth_url?: string;
}

/** Writes to a user that somebody waits for them. */
export type WriteOfApproval = (user: User, notice: ApprovalNotice) => Promise<ApprovalNoticeOutcome>;

export interface ApprovalNotice {
  readonly channel: "email" | "sms";
  readonly client: Client;
  /** Where the user decides. */
  readonly url: string;
  readonly bindingMessage: string | undefined;
  /** How long they can. */
  readonly seconds: number;
}

export type ApprovalNoticeOutcome =
  | { readonly kind: "written" }
  /** The user has no such address. */
  | { readonly kind: "unreachable" }
  | { readonly kind: "too many"; readonly retryAfterSeconds: number };

/** CIBA §7: a client asks for a user to be authenticated who is not in front of it, and who goes to a link below `approvalUrl`. */
export async function backchannelAuthenticationEndpoint(
  request: ClientRequest & { readonly body: ReadParameters },
  approvalUrl: string,
  write: WriteOfApproval,
  ctx: ProtocolContext,
): Promise<BackchannelAuthenticationResponse> {
  refuseRepeated(request.body);
  const client = await authenticateClient(request, ctx);
  verifyAllowed(CIBA, client);
  // CIBA §7.1: confidential clients alone, since whoever names a client could have its users asked.
  if (client.publicClient) {
    throw new OAuthError("unauthorized_client", "A public client cannot ask for a backchannel authentication.");
  }
  const sent = await signedRequest(request.body, client, ctx);
  const { parameters } = sent;
  const scope = openIdScope(parameters, client, ctx);
  const bindingMessage = parseBindingMessage(parameters.get("binding_message"));
  const channel = parseChannel(parameters.get("notification_channel"), client);
  const lifetimeSeconds = parseLifetime(parameters.get("requested_expiry"), client);
  const token = parseNotificationToken(parameters.get("client_notification_token"), client);
  const extras = requestedExtras(sent, client, ctx);
  const acr = requestedAcr(parameters.get("acr_values"), undefined, client);
  const user = await findHintedUser(parameters, client, ctx);

  const authReqId = newPollSecret();
  const handle = handleOf(authReqId);
  // The handle leads the user here and tells nobody what the client polls with.
  const url = `${approvalUrl}?${new URLSearchParams({ authCodeKey: handle })}`;
  await savePolled(
    { kind: "authentication request", handle },
    {
      clientId: client.clientId,
      scope,
      ...(extras && { extras }),
      ...(acr && { acr }),
      userId: user.id,
      ...(bindingMessage !== undefined && { bindingMessage }),
      ...(token !== undefined && { sealedPing: sealPing({ authReqId, token }, client.clientId, ctx) }),
      state: { kind: "pending" },
      expiresAt: ctx.now + lifetimeSeconds,
      intervalSeconds: INTERVAL_SECONDS,
    },
    ctx,
  );
  const common = { auth_req_id: authReqId, expires_in: lifetimeSeconds, interval: INTERVAL_SECONDS };
  if (channel === "external") return { ...common, auth_url: url };
  const outcome = await write(user, { channel, client, url, bindingMessage, seconds: lifetimeSeconds });
  if (outcome.kind === "written") return common;
  if (outcome.kind === "unreachable")
    throw new OAuthError("invalid_request", `The user has no address for ${channel}.`);
  const { retryAfterSeconds } = outcome;
  throw new OAuthError("invalid_request", "The user was written to too often.", { status: 429, retryAfterSeconds });
}

/** CIBA §7.1: an OpenID Connect request, always. */
function openIdScope(parameters: Parameters, client: Client, ctx: ProtocolContext): readonly string[] {
  const text = parameters.get("scope");
  if (text === undefined) throw new OAuthError("invalid_request", "missing parameter (scope).");
  const scope = grantableScope(parseScope(text), client, ctx.tenant);
  if (!scope.includes("openid")) throw new OAuthError("invalid_scope", "The scope has to contain openid.");
  return scope;
}

/** CIBA §7.1, §13. Refuses what cannot be shown in a line as it is. */
function parseBindingMessage(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if ([...text].length <= LONGEST_BINDING_MESSAGE && !UNSEEN.test(text)) return text;
  throw new OAuthError(
    "invalid_binding_message",
    `binding_message has to be a line of at most ${LONGEST_BINDING_MESSAGE} characters.`,
  );
}

/** Contract §11.2: by what the user hears of it. Whether users are written to in its name an administrator decides. */
function parseChannel(channel: string | undefined, { ciba }: Client): CibaChannel {
  const allowed = ciba.notificationChannels?.length ? ciba.notificationChannels : (["external"] as const);
  const found = channel === undefined ? allowed[0] : allowed.find((one) => one === channel);
  if (found !== undefined) return found;
  const others = `This notification_channel is not available; use ${allowed.join(" or ")}.`;
  throw new OAuthError("invalid_request", others);
}

function parseLifetime(wished: string | undefined, client: Client): number {
  const { requestLifetimeSeconds } = client.ciba;
  if (wished === undefined) return requestLifetimeSeconds;
  if (!/^[1-9]\d{0,9}$/.test(wished)) {
    throw new OAuthError("invalid_request", "requested_expiry is not a positive number of seconds.");
  }
  return Math.min(Number(wished), Math.max(LONGEST_WISHED_SECONDS, requestLifetimeSeconds));
}

/** CIBA §7.1: required in ping mode, and of no use in any other. */
function parseNotificationToken(token: string | undefined, { ciba }: Client): string | undefined {
  if (ciba.deliveryMode !== "ping") return undefined;
  if (token !== undefined && NOTIFICATION_TOKEN.test(token)) return token;
  throw new OAuthError("invalid_request", "client_notification_token is missing or is no bearer token.");
}
