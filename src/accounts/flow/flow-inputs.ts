/** What is entered in a flow, apart from what people say of themselves, by the names that it is sent under (contract §20.3). */
export const USER_NAME = "http://wso2.org/claims/username";
export const PASSWORD = "password";
/** The code of a message, to be typed. */
export const SHORT_CODE = "otp";
/** The code of a link. */
export const CONFIRMATION_CODE = "confirmationCode";

/** What an application has sent for a step. */
export interface FlowInputs {
  readonly entered: Readonly<Record<string, string>>;
  /** Those of it that people say of themselves, by OpenID Connect's names. */
  readonly claims: Readonly<Record<string, string>>;
}
