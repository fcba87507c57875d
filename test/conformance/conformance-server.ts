import { readFile } from "node:fs/promises";
import { setDefaultCACertificates } from "node:tls";
import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import * as oauth from "oauth4webapi";
import { parse } from "yaml";
import { startServer, type TestServer } from "../server.ts";
import { certificateFiles } from "../tls/certificate-files.ts";

/** The real server as the suite meets it: over https, with the organization of demo/conformance.yaml. */
export interface ConformanceServer {
  readonly server: TestServer;
  /** What the suite's configuration names; the issuer is before "/.well-known". */
  readonly discoveryUrl: string;
  readonly metadata: oauth.AuthorizationServer;
  readonly keys: JWTVerifyGetKey;
  /** The one user of the organization. */
  readonly user: { readonly userName: string; readonly password: string };
  /** The applications, by the suite's names for them. */
  readonly clients: ConformanceClients;
  stop(): Promise<void>;
}

export interface ConformanceClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ConformanceClients {
  readonly client: ConformanceClient;
  readonly client2: ConformanceClient;
  readonly clientSecretPost: ConformanceClient;
}

interface Organization {
  readonly handle: string;
  readonly users: readonly [ConformanceServer["user"]];
  readonly applications: readonly [ConformanceClient, ConformanceClient, ConformanceClient];
}

const CONFIGURATION = new URL("../../demo/conformance.yaml", import.meta.url);

/** Every connection of this process trusts the server's certificate from here on, and no other. */
export async function startConformanceServer(): Promise<ConformanceServer> {
  const { server: settings, organizations } = parse(await readFile(CONFIGURATION, "utf8"), { merge: true });
  const [organization] = organizations as [Organization];
  const files = await certificateFiles();
  setDefaultCACertificates([files.authority.certificate]);
  const { tlsCert, tlsKey } = files.settings;
  const server = await startServer({ organizations, settings: { ...settings, tlsCert, tlsKey } });

  const issuer = server.url("/oauth2/token", organization.handle);
  const discovered = await oauth.discoveryRequest(new URL(issuer));
  const metadata = await oauth.processDiscoveryResponse(new URL(issuer), discovered);
  const [client, client2, clientSecretPost] = organization.applications;
  return {
    server,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    metadata,
    keys: createRemoteJWKSet(new URL(metadata.jwks_uri as string)),
    user: organization.users[0],
    clients: { client, client2, clientSecretPost },
    async stop() {
      await server.stop();
      await files[Symbol.asyncDispose]();
    },
  };
}
