/** What one run of a module of the FAPI 2 plans varies (the suite's variants of these names). */
export interface FapiVariant {
  readonly plan: "security profile" | "message signing";
  readonly clientAuthentication: "private_key_jwt" | "mtls";
  readonly senderConstraint: "dpop" | "mtls";
  readonly openid: "openid_connect" | "plain_oauth";
}

/** Which of the suite's two clients. */
export type Which = "first" | "second";

export const CLIENT_AUTHENTICATIONS = ["private_key_jwt", "mtls"] as const;
export const SENDER_CONSTRAINTS = ["dpop", "mtls"] as const;

/** The client's id: it is registered for what the variant says, apart from the scopes that it asks for. */
export function clientIdOf(variant: Omit<FapiVariant, "openid">, which: Which): string {
  const { plan, clientAuthentication, senderConstraint } = variant;
  return [plan, clientAuthentication, senderConstraint, which].join("-").replaceAll(" ", "-");
}

export function wordsOf({ clientAuthentication, senderConstraint, openid }: FapiVariant): string {
  return [clientAuthentication, senderConstraint, openid].join(", ");
}
