import { SignJWT } from "jose";
import { type OtherServer, startOtherServer } from "./outbound/server.ts";
import { newRequestKey, type RequestKey } from "./request-objects.ts";
import type { TestServer } from "./server.ts";
import { tenantStore } from "./tenant-data.ts";

type Changes = Readonly<Record<string, unknown>>;

/** Another server whose JWTs are trusted; it serves its keys on loopback. */
export interface TokenIssuer {
  /** Its entry in the file. */
  readonly entry: { readonly name: string; readonly issuer: string; readonly jwksUri: string };
  readonly key: RequestKey;
  /** Signs a JWT about the user `kim` of acme for acme; undefined takes a claim out. */
  sign(server: TestServer, changes?: Changes, header?: Changes, by?: RequestKey): Promise<string>;
  stop(): Promise<void>;
}

export async function startTokenIssuer(issuer = "https://issuer.example"): Promise<TokenIssuer> {
  const key = await newRequestKey("ES256");
  const other: OtherServer = await startOtherServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [key.jwk] }));
  });
  let signed = 0;
  return {
    entry: { name: "Issuer", issuer, jwksUri: `http://127.0.0.1:${other.port}/jwks` },
    key,
    async sign(server, changes = {}, header = {}, { algorithm: alg, privateKey, jwk } = key) {
      signed += 1;
      const { now } = server.clock;
      const claims = {
        iss: issuer,
        sub: await userId(server, "kim"),
        aud: server.url("/oauth2/token"),
        jti: `jwt ${signed}`,
        iat: now,
        exp: now + 300,
        ...changes,
      };
      const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
      return new SignJWT(kept).setProtectedHeader({ alg, kid: jwk.kid as string, ...header }).sign(privateKey);
    },
    stop: () => other.close(),
  };
}

/** The id of a user of the tenant. */
export async function userId(server: TestServer, userName: string, tenant = "acme"): Promise<string> {
  const found = await (await tenantStore(server, tenant)).users.findByName(userName);
  if (found === undefined) throw new Error(`there is no user ${userName}`);
  return found.user.id;
}
