import type { SignInOption } from "../protocol/model.ts";
import { factorOf } from "../signin/factors/index.ts";
import { passwordFactor } from "../signin/factors/password.ts";
import type { Standing } from "../signin/flow/engine.ts";
import type { Factor, FactorParameter, RefusalReason, Shown } from "../signin/flow/factor.ts";

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
) {
  const messages = refusal && [messageOf(refusal)];
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
  // Back from the other server, whose account is to be linked with one here: that is shown by its password (contract §14.4).
  const isProof = begun?.toBeProven === true;
  const parameters = isProof ? passwordFactor.parameters : factor.parameters;
  const promptType = isProof ? "USER_PROMPT" : promptTypeOf(factor);
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

function messageOf(refusal: RefusalReason) {
  const { id, text } = MESSAGES[refusal];
  return { type: "ERROR", messageId: id, message: text, i18nKey: `message.${id}`, context: [] };
}
