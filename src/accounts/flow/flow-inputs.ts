/** What is entered in a flow, apart from what people say of themselves, by the names that it is sent under (contract §20.3). */
export const USER_NAME = "http://wso2.org/claims/username";
export const PASSWORD = "password";
/** The code of a message, to be typed. */
export const SHORT_CODE = "otp";
/** The code of a link. */
export const CONFIRMATION_CODE = "confirmationCode";
/** What a device has answered with that made a passkey. */
export const PASSKEY_ANSWER = "tokenResponse";
/** What a server of others sends a browser back with (RFC 6749 §4.1.2, RFC 9207 §2). */
export const ANSWER_OF_CONNECTION = ["code", "state", "error", "iss", "user"] as const;

/** What an application has sent for a step. */
export interface FlowInputs {
  readonly entered: Readonly<Record<string, string>>;
  /** Those of it that people say of themselves, by OpenID Connect's names. */
  readonly claims: Readonly<Record<string, string>>;
}
