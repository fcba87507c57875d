import { readFile } from "node:fs/promises";
import { setDefaultCACertificates } from "node:tls";
import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import * as oauth from "oauth4webapi";
import type { Browser } from "playwright-core";
import { parse } from "yaml";
import { launchBrowser } from "../browser.ts";
import { startServer, type TestServer } from "../server.ts";
import { certificateFiles } from "../tls/certificate-files.ts";
import { type SuiteSite, startSuiteSite } from "./suite-site.ts";

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
  /** Those that are told of logouts, by the way in which they are. */
  readonly listening: { readonly backChannel: ConformanceClient; readonly frontChannel: ConformanceClient };
  readonly site: SuiteSite;
  /** A browser that runs scripts; the first who asks waits for its start. */
  browser(): Promise<Browser>;
  stop(): Promise<void>;
}

export interface ConformanceClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it signs with, if it has registered a key. */
  readonly key?: ClientKey;
}

export interface ClientKey {
  readonly key: oauth.CryptoKey;
  readonly kid?: string;
}

export interface ConformanceClients {
  readonly client: ConformanceClient;
  readonly client2: ConformanceClient;
  readonly clientSecretPost: ConformanceClient;
}

interface Organization {
  readonly handle: string;
  readonly users: readonly [ConformanceServer["user"]];
  readonly applications: readonly ConformanceClient[];
}

const CONFIGURATION = new URL("../../demo/conformance.yaml", import.meta.url);
/** Where the applications listen for back-channel logouts: the one address in the configuration that the server itself calls. */
export const LISTENER_PATH = "/test/a/tessera/backchannel_logout";
/** And where their page for it is, which browsers load. */
export const NOTICE_PATH = "/test/a/tessera/frontchannel_logout";
const LISTENER = `https://localhost.emobix.co.uk:8443${LISTENER_PATH}`;

/** Every connection of this process trusts the server's certificate from here on, and no other. */
export async function startConformanceServer(): Promise<ConformanceServer> {
  const files = await certificateFiles();
  setDefaultCACertificates([files.authority.certificate]);
  const site = await startSuiteSite(files);
  const text = (await readFile(CONFIGURATION, "utf8")).replace(LISTENER, `${site.origin}${LISTENER_PATH}`);
  const { server: settings, organizations } = parse(text, { merge: true });
  const [organization] = organizations as [Organization];
  const { tlsCert, tlsKey } = files.settings;
  const outboundAllowedHosts = [...settings.outboundAllowedHosts, new URL(site.origin).host];
  const server = await startServer({ organizations, settings: { ...settings, outboundAllowedHosts, tlsCert, tlsKey } });

  const issuer = server.url("/oauth2/token", organization.handle);
  const discovered = await oauth.discoveryRequest(new URL(issuer));
  const metadata = await oauth.processDiscoveryResponse(new URL(issuer), discovered);
  const applicationOf = (name: string): ConformanceClient => {
    const found = organization.applications.find(({ clientId }) => clientId === `conformance-${name}`);
    if (found === undefined) throw new Error(`demo/conformance.yaml has no application conformance-${name}`);
    return found;
  };
  let browser: Promise<Browser> | undefined;
  return {
    server,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    metadata,
    // Tests rotate the keys faster than anybody would.
    keys: createRemoteJWKSet(new URL(metadata.jwks_uri as string), { cooldownDuration: 0 }),
    user: organization.users[0],
    clients: {
      client: applicationOf("first"),
      client2: applicationOf("second"),
      clientSecretPost: applicationOf("post"),
    },
    listening: { backChannel: applicationOf("back-channel"), frontChannel: applicationOf("front-channel") },
    site,
    browser() {
      browser ??= launchBrowser();
      return browser;
    },
    async stop() {
      await (await browser)?.close();
      await server.stop();
      await site.close();
      await files[Symbol.asyncDispose]();
    },
  };
}
