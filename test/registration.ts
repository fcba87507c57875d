import { type Answer, answerOf, TestClient } from "./client.ts";
import { CALLBACK, organizations } from "./organizations.ts";
import type { TestServer } from "./server.ts";

const DCR = "/api/identity/oauth2/dcr";
export const REGISTER = `${DCR}/v1.1/register`;
export const DCR_SCOPES = ["create", "view", "update", "delete"].map((verb) => `internal_dcr_${verb}`);

/** Acme registers with a token, globex lets anybody register, closed nobody. */
export function organizationsThatRegister(): object[] {
  const [acme, globex] = organizations as [(typeof organizations)[number], (typeof organizations)[number]];
  const administrator = (handle: string, clientId: string, scopes = DCR_SCOPES) => ({
    clientId,
    clientSecret: `${handle}-${clientId}-secret`,
    grantTypes: ["client_credentials", "authorization_code"],
    callbackURLs: [CALLBACK],
    skipLoginConsent: true,
    pkce: { mandatory: false },
    authorizedAPIs: [{ identifier: DCR, scopes }],
  });
  return [
    {
      ...acme,
      applications: [
        ...acme.applications,
        administrator("acme", "registrar"),
        administrator("acme", "viewer", ["internal_dcr_view"]),
      ],
    },
    {
      ...globex,
      clientRegistration: "open",
      applications: [...globex.applications, administrator("globex", "registrar")],
    },
    { handle: "closed", clientRegistration: "off" },
  ];
}

/** What most tests register; it is in order. */
export const METADATA = { client_name: "Registered App", redirect_uris: [CALLBACK] };

/** An access token with all scopes of the API that the client has. */
export async function administratorToken(server: TestServer, clientId = "registrar", tenant = "acme"): Promise<string> {
  const client = new TestClient(server, clientId, tenant);
  const form = { grant_type: "client_credentials", client_secret: `${tenant}-${clientId}-secret` };
  return (await client.token({ ...form, scope: DCR_SCOPES.join(" ") })).body.access_token;
}

/** A request to the registration endpoint, or to what stands below it. A body that is a text is sent as it is. */
export async function callRegistration(
  server: TestServer,
  { method = "POST", path = "", tenant = "acme", token, body, type = "application/json" }: RegistrationCall,
): Promise<Answer> {
  const url = path.startsWith("http") ? path : `${server.url(REGISTER, tenant)}${path}`;
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { "content-type": type }),
  };
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return answerOf(await fetch(url, { method, headers, ...(text !== undefined && { body: text }) }));
}

export interface RegistrationCall {
  readonly method?: string;
  /** Below the endpoint, or a whole URL. */
  readonly path?: string;
  readonly tenant?: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly type?: string;
}
