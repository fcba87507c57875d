import { authenticateClient } from "../client-authentication/index.ts";
import type { ClientRequest } from "../client-authentication/method.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { type ReadParameters, refuseRepeated } from "../parameters.ts";
import { grantableScope, parseScope } from "../scope.ts";
import { verifyAllowed } from "../token/allowed-grant.ts";
import { DEVICE_CODE } from "../token/grants/device-code.ts";
import { handleOf, newPollSecret, savePolled } from "./polled-request.ts";
import { requestedExtras } from "./requested-extras.ts";
import { newUserCode, saveUserCode } from "./user-code.ts";

/** Security bar 13.1. */
const LIFETIME_SECONDS = 600;
const INTERVAL_SECONDS = 5;
/** So many codes taken in a row do not happen with codes that are drawn at random. */
const MOST_TRIES = 5;

/** RFC 8628 §3.2. */
export interface DeviceAuthorizationResponse {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  /** Seconds, as is `interval`. */
  readonly expires_in: number;
  readonly interval: number;
}

/** RFC 8628 §3.1: a device asks for the codes that it polls with and shows to its user, who goes to `verificationUri`. */
export async function deviceAuthorizationEndpoint(
  request: ClientRequest & { readonly body: ReadParameters },
  verificationUri: string,
  ctx: ProtocolContext,
): Promise<DeviceAuthorizationResponse> {
  const { body } = request;
  refuseRepeated(body);
  const client = await authenticateClient(request, ctx);
  verifyAllowed(DEVICE_CODE, client);
  const scope = grantableScope(parseScope(body.parameters.get("scope")), client, ctx.tenant);
  const extras = requestedExtras(body, client, ctx);

  const deviceCode = newPollSecret();
  const handle = handleOf(deviceCode);
  const expiresAt = ctx.now + LIFETIME_SECONDS;
  await savePolled(
    { kind: "device code", handle },
    {
      clientId: client.clientId,
      scope,
      ...(extras && { extras }),
      state: { kind: "pending" },
      expiresAt,
      intervalSeconds: INTERVAL_SECONDS,
    },
    ctx,
  );
  const userCode = await takeUserCode(handle, expiresAt, ctx);
  return {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?${new URLSearchParams({ user_code: userCode })}`,
    expires_in: LIFETIME_SECONDS,
    interval: INTERVAL_SECONDS,
  };
}

async function takeUserCode(handle: string, expiresAt: number, ctx: ProtocolContext): Promise<string> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const userCode = newUserCode();
    if (await saveUserCode(userCode, handle, expiresAt, ctx)) return userCode;
  }
  throw new OAuthError("temporarily_unavailable", "No user code is free.", { retryAfterSeconds: INTERVAL_SECONDS });
}
