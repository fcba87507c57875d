import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from "jose";
import { type DemoServer, startDemoServer } from "./demo-server.ts";
import { listenForRedirect } from "./loopback-client.ts";
import { Narrator } from "./narrator.ts";
import { type Page, ScriptLessBrowser } from "./script-less-browser.ts";

/**
 * `npm run demo`: one user's whole journey through OAuth 2.0 and OpenID Connect, every HTTP exchange shown. The server, the
 * application and the browser are all started here and gone at the end.
 */
const CLIENT_ID = "fv_LScHaB83PN4VPX1cHufphtHQa";
const USER = { usernameUserInput: "user1@bifrost.com", password: "Bifrost@2026" };

const narrator = new Narrator();
const server = await startDemoServer();
const application = await listenForRedirect();
try {
  narrator.title(`Tessera runs at ${server.baseUrl}, the application at ${application.redirectUri}`);
  await journey(server);
  narrator.title("That was the whole journey. Start the server yourself with: npm start\n");
} finally {
  await application.stop();
  await server.stop();
}

async function journey({ baseUrl }: DemoServer): Promise<void> {
  const issuer = `${baseUrl}/t/bifrost/oauth2/token`;
  const browser = new ScriptLessBrowser((exchange) => narrator.exchange(exchange));
  const backChannel = new ScriptLessBrowser((exchange) => narrator.exchange(exchange));
  const post = async (url: string, form: Record<string, string>, headers = {}) =>
    json(await backChannel.request(url, { method: "POST", body: new URLSearchParams(form), headers }));
  const get = async (url: string, headers = {}) => json(await backChannel.request(url, { method: "GET", headers }));

  narrator.step(
    "The application reads the server's metadata",
    "Discovery (OpenID Connect Discovery §4) tells every endpoint, so that the application is configured with the issuer alone.",
  );
  const metadata = await get(`${issuer}/.well-known/openid-configuration`);

  narrator.step(
    "The browser is sent to the authorization endpoint, and from there to the sign-in page",
    "The application keeps a secret of its own, the code verifier, and sends only its hash, the code challenge (PKCE, RFC 7636).",
  );
  const verifier = randomBytes(32).toString("base64url");
  const nonce = randomBytes(12).toString("base64url");
  const state = randomBytes(12).toString("base64url");
  const request = new URLSearchParams({
    response_type: "code",
    client_id: CLIENT_ID,
    redirect_uri: application.redirectUri,
    scope: "openid profile email",
    state,
    nonce,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const signInPage = await browser.open(`${metadata.authorization_endpoint}?${request}`);

  narrator.step(
    "The user signs in",
    "The form goes to the server alone: the application never sees the password. A new session begins; next comes consent.",
  );
  const consentPage = await browser.submit(signInPage, USER);

  narrator.step(
    "The user allows the application what it asked for",
    "The answer is a redirect to the application, with a code that is good for one exchange within a minute (RFC 6749 §4.1.2).",
  );
  await browser.submit(consentPage, { consent: "approve", hasApprovedAlways: "true" });
  const answer = await application.arrived;
  check(answer.get("state") === state, "state is the one that was sent, so the answer belongs to this browser");
  check(answer.get("iss") === issuer, "iss names the server that was asked (RFC 9207)");

  narrator.step(
    "The application trades the code for tokens",
    "Nobody who saw the code on its way can do this: the code verifier never left the application (RFC 7636 §4.5).",
  );
  const tokens = await post(metadata.token_endpoint, {
    grant_type: "authorization_code",
    client_id: CLIENT_ID,
    code: answer.get("code") ?? "",
    redirect_uri: application.redirectUri,
    code_verifier: verifier,
  });

  narrator.step(
    "The application verifies the ID token",
    "Its signature against the server's published keys, then who issued it, for whom, and in answer to what (OIDC Core §3.1.3.7).",
  );
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const idToken = await jwtVerify(tokens.id_token, keys, { issuer, audience: CLIENT_ID, algorithms: ["RS256"] });
  narrator.json({ header: decodeProtectedHeader(tokens.id_token), claims: idToken.payload });
  check(idToken.payload.nonce === nonce, "the signature is the server's, and the nonce is the one that was sent");

  narrator.step(
    "The application asks who the user is",
    "The userinfo endpoint answers with the claims of the granted scopes (OIDC Core §5.3).",
  );
  const user = await get(metadata.userinfo_endpoint, { authorization: `Bearer ${tokens.access_token}` });
  check(user.sub === idToken.payload.sub, "sub is the ID token's");

  narrator.step(
    "The application gets fresh tokens without the user",
    "Each refresh token works once and is answered with the next; one that comes back later was copied (RFC 9700 §4.14.2).",
  );
  const refreshed = await post(metadata.token_endpoint, {
    grant_type: "refresh_token",
    client_id: CLIENT_ID,
    refresh_token: tokens.refresh_token,
  });
  check(refreshed.refresh_token !== tokens.refresh_token, "the refresh token was rotated");

  narrator.step(
    "The user signs out",
    "The ID token names the session that ends; the browser comes back to the application (RP-Initiated Logout §2).",
  );
  const logout = new URLSearchParams({
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: "http://localhost:5000",
    state: "sign_out_success",
  });
  const end = await browser.open(`${metadata.end_session_endpoint}?${logout}`, "http://localhost:5000");
  check(end.redirectedTo?.searchParams.get("state") === "sign_out_success", "the user is signed out");

  narrator.step(
    "The same request without a page finds nobody",
    "prompt=none asks whether the user is still signed in, and shows nothing (OIDC Core §3.1.2.6).",
  );
  request.set("prompt", "none");
  const silent = await browser.open(`${metadata.authorization_endpoint}?${request}`, application.redirectUri);
  const error = silent.redirectedTo?.searchParams.get("error");
  check(error === "login_required", "the answer is login_required");
}

// biome-ignore lint/suspicious/noExplicitAny: the journey checks what it needs of an answer
function json(page: Page): any {
  if (page.status !== 200) throw new Error(`${page.url} answered ${page.status}: ${page.body}`);
  return JSON.parse(page.body) as JWTPayload;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not as it should be: ${what}`);
  narrator.result(what);
}
