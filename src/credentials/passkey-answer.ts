/** What a browser has answered with, as far as it is looked at here; the rest is checked where its signature is. */
export interface PasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: Readonly<Record<string, unknown>> & { readonly clientDataJSON: string };
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
  /** What it was asked with, as it says. */
  readonly challenge: string;
  /** Whether the page that asked stood in a page of others (Web Authentication §5.8.1): ours never does. */
  readonly framed: boolean;
}

/**
 * The answer in a text of JSON: the browser's credential as it writes itself, or with the request's id beside it as Asgardeo's SDKs send
 * it (contract §14.4, §19). Undefined for anything else.
 */
export function readPasskeyAnswer(text: string): PasskeyAnswer | undefined {
  try {
    return answerIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whether it answers the wish for a new passkey. */
export function isOfNewPasskey({ response }: PasskeyAnswer): boolean {
  return "attestationObject" in response;
}

function answerIn(sent: unknown): PasskeyAnswer | undefined {
  const credential = isObject(sent) && isObject(sent.credential) ? sent.credential : sent;
  if (!isObject(credential) || !isObject(credential.response)) return undefined;
  const { id, rawId = id, response, clientExtensionResults } = credential;
  if (typeof id !== "string" || rawId !== id || typeof response.clientDataJSON !== "string") return undefined;
  const client: unknown = JSON.parse(Buffer.from(response.clientDataJSON, "base64url").toString());
  if (!isObject(client) || typeof client.challenge !== "string") return undefined;
  return {
    id,
    rawId: id,
    type: "public-key",
    response: { ...response, clientDataJSON: response.clientDataJSON },
    clientExtensionResults: isObject(clientExtensionResults) ? clientExtensionResults : {},
    challenge: client.challenge,
    framed: client.crossOrigin !== undefined && client.crossOrigin !== false,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
