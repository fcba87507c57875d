import { setDefaultCACertificates } from "node:tls";
import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import * as oauth from "oauth4webapi";
import { findFreePort } from "../../../src/free-port.ts";
import { PASSWORD } from "../../organizations.ts";
import { startServer, type TestServer } from "../../server.ts";
import { certificateFiles } from "../../tls/certificate-files.ts";
import { REDIRECT_URI } from "../authorization.ts";
import { type ClientKeys, newClientKeys, SUBJECT_DN } from "./keys.ts";
import { CLIENT_AUTHENTICATIONS, clientIdOf, type FapiVariant, SENDER_CONSTRAINTS, type Which } from "./variant.ts";

/** The real server as the suite's FAPI plans meet it: over https, with a second port for certificates. */
export interface FapiServer {
  readonly server: TestServer;
  readonly metadata: oauth.AuthorizationServer;
  readonly keys: Readonly<Record<Which, ClientKeys>>;
  readonly user: typeof USER;
  /** The server's keys: what `oauth4webapi` has fetched of them, and for `jose`. */
  readonly fetchedKeys: Record<string, never>;
  readonly publicKeys: JWTVerifyGetKey;
  stop(): Promise<void>;
}

/** The suite's two clients differ in it. */
export const REDIRECT_URIS = { first: REDIRECT_URI, second: `${REDIRECT_URI}?dummy1=lorem&dummy2=ipsum` } as const;

const USER = {
  userName: "inga",
  password: PASSWORD,
  claims: {
    name: "Inga Larsen",
    given_name: "Inga",
    family_name: "Larsen",
    email: "inga@conformance.example",
    email_verified: true,
    phone_number: "+47 22 00 00 00",
    address: { formatted: "Storgata 1\n0155 Oslo", locality: "Oslo", country: "Norway" },
  },
} as const;

/**
 * A server with the applications that the plans need, or those that `more` makes of the keys. Every connection of this process trusts
 * its certificate from here on, and no other.
 */
export async function startFapiServer(
  applicationsOf: (keys: FapiServer["keys"]) => readonly object[] = fapiApplications,
  settings: object = {},
): Promise<FapiServer> {
  const files = await certificateFiles();
  setDefaultCACertificates([files.authority.certificate]);
  const keys = await newClientKeys(files.clientAuthority);
  const mtlsPort = await findFreePort("localhost");
  const server = await startServer({
    settings: { ...files.settings, mtlsPort, mtlsBaseUrl: `https://localhost:${mtlsPort}`, ...settings },
    organizations: [{ handle: "acme", name: "Acme", users: [USER], applications: applicationsOf(keys) }],
  });
  const issuer = new URL(server.url("/oauth2/token"));
  const metadata = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
  return {
    server,
    metadata,
    keys,
    user: USER,
    fetchedKeys: {},
    publicKeys: createRemoteJWKSet(new URL(metadata.jwks_uri as string)),
    async stop() {
      await server.stop();
      await files[Symbol.asyncDispose]();
    },
  };
}

const PROFILES = { "security profile": "FAPI2_SECURITY", "message signing": "FAPI2_MESSAGE_SIGNING" } as const;

function fapiApplications(keys: FapiServer["keys"]): object[] {
  const plans = Object.keys(PROFILES) as (keyof typeof PROFILES)[];
  return plans.flatMap((plan) =>
    CLIENT_AUTHENTICATIONS.flatMap((clientAuthentication) =>
      SENDER_CONSTRAINTS.flatMap((senderConstraint) =>
        (["first", "second"] as const).map((which) =>
          application({ plan, clientAuthentication, senderConstraint }, which, keys[which]),
        ),
      ),
    ),
  );
}

function application(variant: Omit<FapiVariant, "openid">, which: Which, { jwks }: ClientKeys): object {
  return {
    clientId: clientIdOf(variant, which),
    name: `The ${which} client`,
    fapiProfile: PROFILES[variant.plan],
    ...authentication(variant.clientAuthentication, which),
    jwks,
    callbackURLs: [REDIRECT_URIS[which]],
    accessToken: {
      // So that another library can be the API.
      type: "JWT",
      audience: ["https://api.example"],
      bindingType: variant.senderConstraint === "dpop" ? "DPoP" : "certificate",
    },
    idToken: { minimal: true },
  };
}

/** The first client brings a certificate of its own, the second one of a known authority. */
export function authentication(method: FapiVariant["clientAuthentication"], which: Which): object {
  if (method === "private_key_jwt") return { tokenEndpointAuthMethod: method };
  if (which === "first") return { tokenEndpointAuthMethod: "self_signed_tls_client_auth" };
  return { tokenEndpointAuthMethod: "tls_client_auth", tlsClientAuthSubjectDn: SUBJECT_DN.second };
}
