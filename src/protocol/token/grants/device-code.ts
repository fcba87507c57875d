import { type PollRefusals, poll } from "../../polled/poll.ts";
import type { GrantType } from "../grant.ts";

/** RFC 8628 §3.4. */
export const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/** RFC 8628 §3.5, with Asgardeo's texts (contract §6.5). */
const REFUSALS: PollRefusals = {
  unknown: ["invalid_request", "The provided device code is not registered or is invalid."],
  ofAnotherClient: ["invalid_grant", "The provided device code is not registered or is invalid."], // security bar 13.2
  used: ["expired_token", "Forbidden"],
  expired: ["expired_token", "Forbidden"],
  denied: ["access_denied", "Forbidden"],
  pending: ["authorization_pending", "Precondition required"],
  tooSoon: ["slow_down", "Forbidden"],
};

/** RFC 8628 §3.4: a device asks whether its user has decided, and gets the tokens once that is so. */
export const deviceCode: GrantType = {
  name: DEVICE_CODE,
  requires: ["device_code"],
  exchange: (request, ctx) =>
    poll("device code", request.parameters.get("device_code") as string, request, REFUSALS, ctx),
};
