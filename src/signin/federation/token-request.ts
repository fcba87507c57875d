import type { FlowContext } from "../flow/flow-context.ts";
import type { SentAway } from "./authorization-request.ts";
import { clientSecretOf } from "./client-secret.ts";
import { type Connection, FederationFault } from "./connection.ts";

const JSON_TYPES = ["application/json"];

export interface ProviderTokens {
  readonly accessToken: string | undefined;
  readonly idToken: string | undefined;
}

/** What the provider gives for the code (RFC 6749 §4.1.3, RFC 7636 §4.5). Throws a FederationFault. */
export async function redeemCode(
  { settings }: Connection,
  code: string,
  { redirectUri, verifier }: Pick<SentAway, "redirectUri" | "verifier">,
  { outbound, now }: Pick<FlowContext, "outbound" | "now">,
): Promise<ProviderTokens> {
  const secret = await clientSecretOf(settings, now).catch((cause) => {
    throw new FederationFault("the client secret cannot be signed", { cause });
  });
  const inHeader = settings.basicAuthentication && secret !== undefined;
  const form = {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    ...(settings.pkce && { code_verifier: verifier }),
    ...(!inHeader && { client_id: settings.clientId }),
    ...(!inHeader && secret !== undefined && { client_secret: secret }),
  };
  const headers = inHeader ? { authorization: basicCredentials(settings.clientId, secret) } : {};
  const answer = await ask("token endpoint", () =>
    outbound.ask(settings.tokenEndpoint, { form, headers }, { accept: JSON_TYPES }),
  );
  const { access_token: accessToken, id_token: idToken } = answer;
  return {
    accessToken: typeof accessToken === "string" ? accessToken : undefined,
    idToken: typeof idToken === "string" ? idToken : undefined,
  };
}

/** A document of the provider's that only the bearer of the token is given. Throws a FederationFault. */
export function askAsBearer(
  url: string,
  accessToken: string,
  { outbound }: Pick<FlowContext, "outbound">,
): Promise<Readonly<Record<string, unknown>>> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return ask(new URL(url).pathname, () => outbound.get(url, { accept: JSON_TYPES, headers }));
}

async function ask(
  what: string,
  request: () => Promise<{ readonly text: string }>,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse((await request()).text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new FederationFault(`${what}: ${(cause as Error).message}`, { cause });
  }
  throw new FederationFault(`${what}: no object`);
}

/** RFC 6749 §2.3.1: each half is encoded as in a form. */
function basicCredentials(clientId: string, secret: string): string {
  const encoded = [clientId, secret].map((text) => new URLSearchParams({ "": text }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
}
