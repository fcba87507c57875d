import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { type Page, ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { TestClient } from "./client.ts";
import { CALLBACK } from "./organizations.ts";
import type { TestServer } from "./server.ts";

/** What our side is known by at a provider. */
export const CLIENT_ID = "us";
export const CLIENT_SECRET = "the secret that they know us by";
/** What applications redeem their codes with. */
export const VERIFIER = "a-verifier-that-is-long-enough-to-be-one-of-them";
const KID = "their key";

/** Claims of a token; undefined leaves one out. */
export type Claims = Readonly<Record<string, unknown>>;

/** A provider of others, on loopback, which gives for a code what a test has laid out for it. */
export interface FakeProvider {
  readonly origin: string;
  /** The forms of the token requests, in order, with their headers. */
  readonly tokenRequests: readonly { readonly form: URLSearchParams; readonly authorization: string | undefined }[];
  /** What the path answers with from now on; without it 404. */
  answer(path: string, body: object): void;
  /** Does this once, while somebody waits for the next answer of the path. */
  meanwhile(path: string, act: () => Promise<unknown>): void;
  /** An ID token, right unless `changes` say otherwise. */
  idToken(changes: Claims, header?: { alg?: string; typ?: string; kid?: string }): Promise<string>;
  close(): Promise<void>;
}

/** Starts one with a key of its own. Its token endpoint is `/token`, its keys are at `/jwks`. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const answers = new Map<string, object>();
  const acts = new Map<string, () => Promise<unknown>>();
  const tokenRequests: FakeProvider["tokenRequests"][number][] = [];
  answers.set("/jwks", { keys: [{ ...(await exportJWK(publicKey)), kid: KID, use: "sig", alg: "RS256" }] });
  const server = createServer(async (request, response) => {
    const path = request.url as string;
    const form = new URLSearchParams(await textOf(request));
    if (path === "/token") tokenRequests.push({ form, authorization: request.headers.authorization });
    const act = acts.get(path);
    acts.delete(path);
    await act?.();
    const body = answers.get(path);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    tokenRequests,
    answer: (path, body) => answers.set(path, body),
    meanwhile: (path, act) => acts.set(path, act),
    idToken: (changes, { alg = "RS256", typ = "JWT", kid = KID } = {}) =>
      new SignJWT({ iss: origin, aud: CLIENT_ID, ...changes })
        .setProtectedHeader({ alg, typ, kid })
        .sign(alg.startsWith("HS") ? Buffer.from(CLIENT_SECRET) : privateKey),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface ConnectionChanges {
  readonly authenticator?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly document?: Readonly<Record<string, unknown>>;
  readonly provisioning?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A connection as a file writes it, to a provider whose endpoints are those of the fake one. */
export function connectionTo(
  origin: string,
  name: string,
  { authenticator = "OpenIDConnectAuthenticator", properties, document, provisioning, secrets }: ConnectionChanges = {},
) {
  return {
    name,
    document: {
      issuer: origin,
      jwksUri: `${origin}/jwks`,
      defaultAuthenticator: authenticator,
      authenticators: [
        {
          name: authenticator,
          enabled: true,
          properties: {
            ClientId: CLIENT_ID,
            OAuth2AuthzEPUrl: `${origin}/authorize`,
            OAuth2TokenEPUrl: `${origin}/token`,
            ...properties,
          },
        },
      ],
      provisioning: {
        enabled: true,
        scheme: "PROVISION_SILENTLY",
        userStore: "PRIMARY",
        associateLocalUser: false,
        skipForLookupFailure: false,
        lookupMappings: [],
        attributeSync: "OVERRIDE_ALL",
        groupSync: "MERGE_WITH_EXISTING",
        ...provisioning,
      },
      ...document,
    },
    secrets: { "authenticators.0.sealed.ClientSecret": CLIENT_SECRET, ...secrets },
  };
}

/** An application whose users sign in by these ways, each `authenticator:connection`, of one step or, in lists, of several. */
export function applicationWith(clientId: string, ...steps: readonly (readonly string[])[]) {
  return {
    clientId,
    name: `Application ${clientId}`,
    publicClient: true,
    callbackURLs: [CALLBACK],
    grantTypes: ["authorization_code", "refresh_token"],
    skipLoginConsent: true,
    signInSteps: steps.map((ways) => ({
      options: ways.map((way) => {
        const [authenticator = "", idp = "LOCAL"] = way.split(":");
        return { authenticator, idp };
      }),
    })),
  };
}

/** A sign-in that has come to the provider. */
export interface AtProvider {
  readonly browser: ScriptLessBrowser;
  /** What our side has sent the browser there with. */
  readonly request: URLSearchParams;
}

/** Begins a sign-in whose only way is a provider, and stops there. */
export async function goToProvider(
  server: TestServer,
  provider: Pick<FakeProvider, "origin">,
  clientId: string,
  browser = new ScriptLessBrowser(),
  parameters: Readonly<Record<string, string>> = {},
): Promise<AtProvider> {
  const url = new TestClient(server, clientId).authorizeUrl(parameters, VERIFIER);
  const page = await browser.open(url, provider.origin);
  const target = page.redirectedTo;
  if (!target?.href.startsWith(provider.origin)) throw new Error(`not at the provider: ${page.status} ${page.body}`);
  return { browser, request: target.searchParams };
}

/** Comes back from the provider as this person, with `changes` to what the ID token says. */
export async function comeBack(
  server: TestServer,
  provider: FakeProvider,
  { browser, request }: AtProvider,
  changes: Claims = {},
  answer: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const { now } = server.clock;
  const claims = { nonce: request.get("nonce") as string, iat: now, exp: now + 300, ...changes };
  provider.answer("/token", { access_token: "at", token_type: "Bearer", id_token: await provider.idToken(claims) });
  const query = new URLSearchParams({ code: "a code", state: request.get("state") as string, ...answer });
  return browser.open(`${server.url("/commonauth")}?${query}`, CALLBACK);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = await request.toArray();
  return Buffer.concat(chunks).toString();
}
