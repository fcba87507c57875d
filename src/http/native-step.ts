import type { SignInOption } from "../protocol/model/application.ts";
import { factorOf } from "../signin/factors/index.ts";
import { accountOf } from "../signin/federation/remote-person.ts";
import type { Factor, FactorParameter, RefusalReason, Shown } from "../signin/flow/factor.ts";
import type { Standing } from "../signin/flow/flow-place.ts";
import type { Linking } from "../signin/flow/sign-in-flow.ts";

/** Asgardeo's keys of the ways' words (contract §14.1), where they do not follow from the way's name. */
const WORD_KEYS: Readonly<Record<string, string>> = {
  BasicAuthenticator: "basic",
  IdentifierExecutor: "identifier",
  FIDOAuthenticator: "fido",
  MagicLinkAuthenticator: "magic.link",
  "email-otp-authenticator": "email.otp",
  "sms-otp-authenticator": "sms.otp",
  "backup-code-authenticator": "backup.code",
  GoogleOIDCAuthenticator: "google",
  GithubAuthenticator: "github",
  AppleOIDCAuthenticator: "apple",
  OpenIDConnectAuthenticator: "oidc",
};

/** In English; an application that speaks its user's language goes by the key (contract §14.2). */
const MESSAGES: Readonly<Record<RefusalReason, { readonly id: string; readonly text: string }>> = {
  sign_in_failed: { id: "msg_invalid_un_pw", text: "Invalid username or password." },
  wrong_code: { id: "msg_invalid_code", text: "The code is not right." },
  code_expired: { id: "msg_code_expired", text: "The code is not valid any more." },
  passkey_failed: { id: "msg_passkey_failed", text: "The passkey was not accepted." },
  connection_failed: { id: "msg_connection_failed", text: "The sign-in at the other server failed." },
  no_account: { id: "msg_no_account", text: "There is no account here for the one at the other server." },
  password_refused: { id: "msg_password_refused", text: "The new password is not allowed." },
  passwords_differ: { id: "msg_passwords_differ", text: "The two passwords are not the same." },
  present_password_wrong: { id: "msg_present_password_wrong", text: "The current password is not right." },
  password_by_link: { id: "msg_password_by_link", text: "The new password is chosen by the link of a message." },
  password_unused: {
    id: "msg_password_unused",
    text: "The password was not used in time and is not valid any more: ask for a new one.",
  },
  name_taken: { id: "msg_name_taken", text: "This username cannot be used." },
  consent_missing: { id: "msg_consent_missing", text: "Without consent no account is made." },
  starts_over: { id: "msg_starts_over", text: "The account has changed meanwhile: sign in again." },
};

const PASSKEY = "FIDOAuthenticator";

/** Contract §14.4. */
export function authenticatorId({ authenticator, idp }: SignInOption): string {
  return Buffer.from(`${authenticator}:${idp}`).toString("base64url");
}

/** The option that the id names; undefined for any other text. */
export function optionOfId(id: string): SignInOption | undefined {
  const text = Buffer.from(id, "base64url").toString();
  const [authenticator = "", ...idp] = text.split(":");
  const option = { authenticator, idp: idp.join(":") };
  return authenticatorId(option) === id && option.idp !== "" ? option : undefined;
}

/** `nextStep` of an answer (contract §14.1, §14.3): what the application is to ask for now. */
export function nextStep(
  standing: Extract<Standing, { kind: "choose" | "prompt" | "elsewhere" }>,
  refusal: RefusalReason | undefined,
  linking: Linking | undefined,
) {
  const told = [
    ...(refusal === undefined ? [] : [messageOf(refusal)]),
    ...(linking === undefined ? [] : [cameFrom(linking)]),
  ];
  const messages = told.length > 0 ? told : undefined;
  if (standing.kind === "choose") {
    const { options } = standing;
    return {
      stepType: options.length > 1 ? "MULTI_OPTIONS_PROMPT" : "AUTHENTICATOR_PROMPT",
      authenticators: options.map((option) => describe(option)),
      messages,
    };
  }
  const { option, shown } = standing;
  return { stepType: "AUTHENTICATOR_PROMPT", authenticators: [describe(option, shown)], messages };
}

/** One that has to be begun, and is not, is told without what it asks for. */
function describe(option: SignInOption, begun?: Shown) {
  const factor = factorOf(option) as Factor;
  const isReady = begun !== undefined || factor.start === undefined;
  // What is asked for in this very step counts, as of somebody who comes back from another server.
  const asked = begun?.parameters as readonly FactorParameter[] | undefined;
  const parameters = asked ?? factor.parameters;
  const promptOfAsked = begun?.internal === true ? "INTERNAL_PROMPT" : "USER_PROMPT";
  const promptType = asked === undefined ? promptTypeOf(factor) : promptOfAsked;
  const key = WORD_KEYS[option.authenticator] ?? option.authenticator.toLowerCase();
  return {
    authenticatorId: authenticatorId(option),
    authenticator: factor.displayName,
    idp: option.idp,
    metadata: {
      i18nKey: `authenticator.${key}`,
      ...(isReady && {
        promptType,
        params: promptType === "USER_PROMPT" ? paramsOf(parameters) : undefined,
        additionalData: begun && additionalData(begun),
      }),
    },
    ...(isReady && { requiredParams: parameters.map(({ name }) => name) }),
  };
}

function promptTypeOf({ name, kind, parameters }: Factor) {
  if (kind === "federated") return "REDIRECTION_PROMPT";
  return name === PASSKEY || parameters.length === 0 ? "INTERNAL_PROMPT" : "USER_PROMPT";
}

/** `isConfidential` stands in Asgardeo's API file, `confidential` is what it sends. */
function paramsOf(parameters: readonly FactorParameter[]) {
  return parameters.map(({ name, type, displayName, confidential }, order) => ({
    param: name,
    type,
    order,
    i18nKey: `${name}.param`,
    displayName,
    confidential,
    isConfidential: confidential,
  }));
}

/** Texts alone (contract §14.1): whatever else a way shows is for its page. Undefined when there are none. */
function additionalData(shown: Shown): Record<string, string> | undefined {
  const data = Object.fromEntries(
    Object.entries(shown).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  return Object.keys(data).length > 0 ? data : undefined;
}

/** Whom the steps are to link with an account here, which they prove. */
function cameFrom({ option, remote }: Linking) {
  const [connection, account] = [option.idp, accountOf(remote)];
  const context = Object.entries({ connection, account }).map(([key, value]) => ({ key, value }));
  const message = `You came from ${connection} as ${account}: sign in to your account here once.`;
  return { type: "INFO", messageId: "msg_link_account", message, i18nKey: "message.msg_link_account", context };
}

function messageOf(refusal: RefusalReason) {
  const { id, text } = MESSAGES[refusal];
  return { type: "ERROR", messageId: id, message: text, i18nKey: `message.${id}`, context: [] };
}
