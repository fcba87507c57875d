import { createHash, randomBytes } from "node:crypto";
import type { Configuration } from "../configuration/configuration.ts";

/** One sign-in to try by hand: a browser's URL, and the command that trades the code it ends with. */
export interface DemoSignIn {
  readonly authorizeUrl: string;
  readonly codeVerifier: string;
  readonly userName: string;
  readonly password: string;
  /** Several lines of shell, with `<code>` to be replaced. */
  readonly curl: string;
}

/** A sign-in of the demo's first user at its first public client, with a new code verifier; undefined when it has none. */
export function demoSignIn({ organizations }: Configuration, baseUrl: string): DemoSignIn | undefined {
  const [organization] = organizations;
  const user = organization?.users.find(({ password }) => password !== undefined);
  const client = organization?.applications.find(({ publicClient, grantTypes }) => {
    return publicClient && grantTypes.includes("authorization_code");
  });
  if (organization === undefined || user?.password === undefined || client === undefined) return undefined;

  const redirectUri = client.callbackURLs.find((uri) => uri.startsWith("http:")) ?? client.callbackURLs[0] ?? "";
  const codeVerifier = randomBytes(32).toString("base64url");
  const endpoints = `${baseUrl}/t/${organization.handle}/oauth2`;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: "openid profile email",
    state: randomBytes(9).toString("base64url"),
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const curl = [
    `curl -X POST ${endpoints}/token`,
    "-d grant_type=authorization_code",
    `-d client_id=${client.clientId}`,
    `--data-urlencode redirect_uri=${redirectUri}`,
    `-d code_verifier=${codeVerifier}`,
    "-d code='<code>'",
  ].join(" \\\n  ");
  return {
    authorizeUrl: `${endpoints}/authorize?${query}`,
    codeVerifier,
    userName: user.userName,
    password: user.password,
    curl,
  };
}
