import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import Provider, { type ClientMetadata, type Configuration } from "oidc-provider";
import { hashPassword, verifyPassword } from "../src/crypto/password-hash.ts";
import { type BenchClient, CALLBACK, CLIENTS, claimsOf, PASSWORD, SECRET } from "./clients.ts";
import { MapAdapter } from "./map-adapter.ts";

/**
 * node-oidc-provider with the clients and users of the benchmark, everything in memory; started by node-oidc-provider.ts with the
 * port as its argument. Its settings ask of it what Tessera does: opaque access tokens, refresh tokens that are rotated,
 * argon2id for passwords.
 */
const port = Number(process.argv[2]);
const RESOURCE = "https://api.example";
const LIFETIME_SECONDS = 3600;

const jwtClients = new Map(CLIENTS.map(({ clientId, accessTokenAlgorithm }) => [clientId, accessTokenAlgorithm]));

const configuration: Configuration = {
  adapter: MapAdapter,
  clients: CLIENTS.map(metadataOf),
  jwks: { keys: [privateJwk("RS256"), privateJwk("ES256")] },
  cookies: { keys: [randomBytes(32).toString("base64url")] },
  findAccount: (_ctx, name) => ({ accountId: name, claims: () => ({ sub: name, ...claimsOf(name) }) }),
  claims: { openid: ["sub"], profile: ["given_name", "family_name"], email: ["email", "email_verified"] },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  pkce: { required: () => true },
  ttl: {
    AccessToken: LIFETIME_SECONDS,
    AuthorizationCode: LIFETIME_SECONDS,
    ClientCredentials: LIFETIME_SECONDS,
    Grant: 86_400,
    IdToken: LIFETIME_SECONDS,
    Interaction: LIFETIME_SECONDS,
    RefreshToken: 86_400,
    Session: 86_400,
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    // JWTs as access tokens come by a resource's server alone.
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, { clientId }) => (jwtClients.get(clientId) === undefined ? [] : RESOURCE),
      getResourceServerInfo: (_ctx, _resource, { clientId }) => ({
        scope: "",
        audience: RESOURCE,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: jwtClients.get(clientId) ?? "RS256" } },
      }),
    },
  },
};

const provider = new Provider(`http://localhost:${port}`, configuration);
const passwordHash = await hashPassword(PASSWORD);
const handle = provider.callback();
createServer((request, response) => {
  if (!request.url?.startsWith("/interaction/")) return handle(request, response);
  interact(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
}).listen(port, "127.0.0.1", () => console.log("listens"));

/** The page to sign in on, and its form, which also answers for consent. */
async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "POST") {
    const form = `<form method="post" action="${request.url}"><input name="usernameUserInput"><input name="password"></form>`;
    response.writeHead(200, { "content-type": "text/html" }).end(form);
    return;
  }
  const form = new URLSearchParams(await text(request));
  const name = form.get("usernameUserInput") ?? "";
  const { params } = await provider.interactionDetails(request, response);
  if (!(await verifyPassword(form.get("password") ?? "", passwordHash)).matches) {
    response.writeHead(401).end("wrong password");
    return;
  }
  const grant = new provider.Grant({ accountId: name, clientId: params.client_id as string });
  grant.addOIDCScope("openid profile email");
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, { login: { accountId: name }, consent: { grantId } });
}

function metadataOf({ clientId, kind, idTokenAlgorithm }: BenchClient): ClientMetadata {
  const common = { client_id: clientId, id_token_signed_response_alg: idTokenAlgorithm } as const;
  if (kind === "public") {
    const grant_types = ["authorization_code", "refresh_token"];
    return { ...common, redirect_uris: [CALLBACK], grant_types, token_endpoint_auth_method: "none" };
  }
  return {
    ...common,
    client_secret: SECRET,
    redirect_uris: [],
    response_types: [],
    grant_types: ["client_credentials"],
    token_endpoint_auth_method: "client_secret_basic",
  };
}

function privateJwk(algorithm: "RS256" | "ES256") {
  const { privateKey } =
    algorithm === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), alg: algorithm, use: "sig", kid: algorithm };
}
