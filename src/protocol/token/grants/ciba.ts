import { type PollRefusals, poll } from "../../polled/poll.ts";
import type { GrantType } from "../grant.ts";

/** CIBA §10.1. */
export const CIBA = "urn:openid:params:grant-type:ciba";

/** CIBA §11, with Asgardeo's texts (contract §6.6). */
const REFUSALS: PollRefusals = {
  unknown: ["invalid_grant", "invalid auth_req_id"],
  ofAnotherClient: ["invalid_grant", "Invalid client. Request ID issued for different client"],
  used: ["invalid_grant", "invalid auth_req_id"],
  expired: ["expired_token", "Token expired"],
  denied: ["access_denied", "User denied authentication"],
  pending: ["authorization_pending", "Authorization pending"],
  tooSoon: ["slow_down", "Slow down"],
};

/** CIBA §10.1: a client asks, on its own or when it was pinged, whether its user has decided, and gets the tokens once that is so. */
export const ciba: GrantType = {
  name: CIBA,
  requires: ["auth_req_id"],
  exchange: (request, ctx) =>
    poll("authentication request", request.parameters.get("auth_req_id") as string, request, REFUSALS, ctx),
};
