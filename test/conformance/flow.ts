import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { asksFor } from "../../src/protocol/authorize/response-type.ts";
import { answerOf, asFragment, authorize, clientOf, type Parameters, requestOf } from "./authorization.ts";
import type { Claims } from "./claims.ts";
import type { ClientKey, ConformanceClient } from "./conformance-server.ts";
import { verifyIdToken } from "./id-token.ts";
import type { ModuleRun } from "./module.ts";

/** What a flow ended with. */
export interface Outcome {
  readonly request: Parameters;
  /** Of the authorization endpoint. */
  readonly answer: Parameters;
  /** Claims of the authorization endpoint's ID token. */
  readonly frontChannel: Claims | undefined;
  /** The token endpoint's answer. */
  readonly tokens: oauth.TokenEndpointResponse | undefined;
  /** Claims of the token endpoint's ID token. */
  readonly backChannel: Claims | undefined;
  /** The newest, with its ID token and that one's claims. */
  readonly accessToken: string | undefined;
  readonly idToken: string;
  readonly claims: Claims;
}

interface FlowOptions {
  readonly browser?: ScriptLessBrowser;
  readonly codeVerifier?: string;
  readonly client?: ConformanceClient;
}

/** The whole flow of the variant with a sign-in; `changes` to the authorization request. */
export async function flow(
  run: ModuleRun,
  changes: Readonly<Record<string, string | undefined>> = {},
  { browser = new ScriptLessBrowser(), client = clientOf(run), ...options }: FlowOptions = {},
): Promise<Outcome> {
  const request = requestOf(run, changes, client);
  return complete(run, request, await authorize(run, request, browser), { client, ...options });
}

/**
 * Takes the answer from the page where the browser has come to, and everything that it gives right to: every token is verified, an ID
 * token speaks of one subject wherever it comes from, and an access token opens userinfo.
 */
export async function complete(
  run: ModuleRun,
  request: Parameters,
  page: Page,
  { codeVerifier, client = clientOf(run) }: Omit<FlowOptions, "browser"> = {},
): Promise<Outcome> {
  const answer = answerOf(run, request, page);
  assert.equal(answer.error, undefined, `${answer.error}: ${answer.error_description}`);
  const { responseType } = run.variant;
  for (const [parameter, word] of PARAMETERS) assert.equal(parameter in answer, asksFor(responseType, word), parameter);

  const { code, access_token, id_token } = answer;
  const beside = { accessToken: access_token, code };
  const frontChannel = id_token === undefined ? undefined : await verifyIdToken(run, id_token, request, beside);
  await validateByOthers(run, request, answer, client);
  if (access_token !== undefined) await fetchUserinfo(run, access_token, request, frontChannel?.sub as string);

  const tokens = code === undefined ? undefined : await redeem(run, request, answer, { codeVerifier, client });
  const backChannel =
    tokens &&
    (await verifyIdToken(run, tokens.id_token as string, request, { accessToken: tokens.access_token, code }));
  if (tokens !== undefined) await fetchUserinfo(run, tokens.access_token, request, backChannel?.sub as string);
  if (frontChannel && backChannel) {
    assert.deepEqual([frontChannel.iss, frontChannel.sub], [backChannel.iss, backChannel.sub]); // OIDC Core §3.3.3.6
  }
  return {
    request,
    answer,
    frontChannel,
    tokens,
    backChannel,
    accessToken: tokens?.access_token ?? access_token,
    idToken: (tokens?.id_token ?? id_token) as string,
    claims: (backChannel ?? frontChannel) as Claims,
  };
}

const PARAMETERS = [
  ["code", "code"],
  ["access_token", "token"],
  ["id_token", "id_token"],
] as const;

/** The client as `oauth4webapi` knows it. */
export function asOauthClient(run: ModuleRun, { clientId }: { clientId: string }): oauth.Client {
  // The server's clock is moved by tests.
  return { client_id: clientId, [oauth.clockSkew]: run.server.server.clock.now - Math.floor(Date.now() / 1000) };
}

/** How it authenticates itself in this variant. */
export function authenticationOf({ variant }: ModuleRun, { clientSecret, key }: ConformanceClient): oauth.ClientAuth {
  if (variant.clientAuthentication === "private_key_jwt") return oauth.PrivateKeyJwt(key as ClientKey);
  return variant.clientAuthentication === "client_secret_post"
    ? oauth.ClientSecretPost(clientSecret)
    : oauth.ClientSecretBasic(clientSecret);
}

/** The same answer, by those of the libraries that know its response type. */
async function validateByOthers(
  run: ModuleRun,
  request: Parameters,
  answer: Parameters,
  { clientId }: ConformanceClient,
): Promise<void> {
  const { metadata } = run.server;
  const [nonce, state] = [request.nonce as string, request.state as string];
  const client = asOauthClient(run, { clientId });
  if (run.variant.responseType === "code id_token") {
    await oauth.validateCodeIdTokenResponse(metadata, client, asFragment(answer), nonce, state);
  }
  if (run.variant.responseType === "id_token") {
    const skew = { [openid.clockSkew]: client[oauth.clockSkew] as number };
    const configuration = new openid.Configuration(metadata as openid.ServerMetadata, clientId, skew);
    openid.useIdTokenResponseType(configuration);
    await openid.implicitAuthentication(configuration, asFragment(answer), nonce, { expectedState: state });
  }
}

async function redeem(
  run: ModuleRun,
  request: Parameters,
  { code, state, iss }: Parameters,
  {
    codeVerifier = oauth.nopkce,
    client,
  }: { codeVerifier: FlowOptions["codeVerifier"] | typeof oauth.nopkce; client: ConformanceClient },
): Promise<oauth.TokenEndpointResponse> {
  const { metadata } = run.server;
  const asClient = asOauthClient(run, client);
  // The libraries know a code with no token beside it.
  const ofTheCode = new URLSearchParams({ code, state, iss } as Record<string, string>);
  const callback = oauth.validateAuthResponse(metadata, asClient, ofTheCode, request.state as string);
  const response = await oauth.authorizationCodeGrantRequest(
    metadata,
    asClient,
    authenticationOf(run, client),
    callback,
    request.redirect_uri as string,
    codeVerifier,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(metadata, asClient, response, {
    expectedNonce: request.nonce ?? oauth.expectNoNonce,
    requireIdToken: true,
  });
  assert.ok(tokens.access_token);
  // RFC 6749 §5.1 recommends it.
  assert.ok(Number.isInteger(tokens.expires_in) && (tokens.expires_in as number) > 0);
  return tokens;
}

/** The claims of the userinfo endpoint about the subject, asked with the token in the header. */
async function fetchUserinfo(
  run: ModuleRun,
  accessToken: string,
  request: Parameters,
  subject: string | undefined,
): Promise<Claims> {
  const { metadata } = run.server;
  const client = asOauthClient(run, { clientId: request.client_id as string });
  const response = await oauth.userInfoRequest(metadata, client, accessToken);
  assert.equal(response.status, 200);
  return oauth.processUserInfoResponse(metadata, client, subject ?? oauth.skipSubjectCheck, response);
}

/** The same of a flow that has ended with an access token. */
export function userinfoOf(run: ModuleRun, { accessToken, request, claims }: Outcome): Promise<Claims> {
  assert.ok(accessToken);
  return fetchUserinfo(run, accessToken, request, claims?.sub as string | undefined);
}
