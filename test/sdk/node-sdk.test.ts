import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { LegacyAsgardeoNodeClient } from "@asgardeo/node";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { finish } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

/** The SDK keeps what belongs to one user under this name; a web application takes it from its session cookie. */
const SESSION = "a session of the application";

for (const { kind, clientId, clientSecret } of [
  { kind: "public", clientId: "spa", clientSecret: undefined },
  { kind: "confidential", clientId: "web", clientSecret: "acme-web-secret" },
]) {
  describe(`@asgardeo/node as a ${kind} client (contract §24)`, () => {
    let server: TestServer;
    let baseUrl: string;
    before(async () => {
      server = await startServer();
      baseUrl = `${server.baseUrl}/t/acme`;
    });
    after(() => server.stop());

    /** The SDK's store is one for the process, so each test signs in under a session of its own. */
    async function signIn(session = SESSION, extra: object = {}) {
      const sdk = new LegacyAsgardeoNodeClient();
      await sdk.initialize({
        baseUrl,
        clientId,
        ...(clientSecret === undefined ? {} : { clientSecret }),
        afterSignInUrl: CALLBACK,
        afterSignOutUrl: CALLBACK,
        scopes: ["openid", "profile", "email"],
        ...extra,
      });
      const browser = new ScriptLessBrowser();
      const signInUrl = await sdk.getSignInUrl({}, session);
      const page = await finish(browser, await browser.open(signInUrl, CALLBACK));
      const answer = page.redirectedTo?.searchParams as URLSearchParams;
      const [code, sessionState, state] = ["code", "session_state", "state"].map((name) => answer.get(name) as string);
      const tokens = await sdk.signIn(() => {}, session, code, sessionState, state);
      return { sdk, browser, signInUrl: new URL(signInUrl), answer, tokens };
    }

    it("asks with PKCE for the default scopes and gets its state back unchanged (contract §24.2)", async () => {
      const { signInUrl, answer, tokens } = await signIn("asks");
      assert.equal(signInUrl.href.split("?")[0], `${baseUrl}/oauth2/authorize`);
      assert.equal(signInUrl.searchParams.get("code_challenge_method"), "S256");
      assert.ok(signInUrl.searchParams.get("scope")?.split(" ").includes("internal_login"));
      assert.equal(answer.get("state"), signInUrl.searchParams.get("state"));
      assert.equal(tokens.scope, "email internal_login openid profile");
    });

    it("exchanges the code and validates the ID token (contract §24.4, §24.5)", async () => {
      const { sdk, tokens } = await signIn("exchanges");
      assert.equal(await sdk.isSignedIn("exchanges"), true);
      assert.equal(await sdk.getIdToken("exchanges"), tokens.idToken);
      const claims = await sdk.getDecodedIdToken("exchanges");
      assert.equal(claims.iss, `${baseUrl}/oauth2/token`);
      assert.ok([claims.aud].flat().includes(clientId));
    });

    it("shows who signed in (contract §24.8)", async () => {
      const { sdk } = await signIn("shows");
      const user = await sdk.getUser("shows");
      assert.equal(user.displayName, "Kim Larsen");
      assert.equal(user.username, "kim");
      assert.equal(user.email, "kim@example.com");
    });

    it("calls the userinfo endpoint with its access token (contract §24.1)", async () => {
      const { sdk } = await signIn("calls");
      const { userinfoEndpoint } = await sdk.getOpenIDProviderEndpoints();
      const headers = { authorization: `Bearer ${await sdk.getAccessToken("calls")}` };
      const response = await fetch(userinfoEndpoint as string, { headers });
      const { sub, email } = (await response.json()) as { sub: string; email: string };
      assert.equal(sub, (await sdk.getDecodedIdToken("calls")).sub);
      assert.equal(email, "kim@example.com");
    });

    it("refreshes (contract §24.6)", async () => {
      const { sdk, tokens } = await signIn("refreshes");
      const refreshed = await sdk.refreshAccessToken("refreshes");
      assert.notEqual(refreshed.accessToken, tokens.accessToken);
      assert.notEqual(refreshed.refreshToken, tokens.refreshToken);
      assert.equal(await sdk.getAccessToken("refreshes"), refreshed.accessToken);
    });

    it("revokes its access token (contract §24.6)", async () => {
      const { sdk, tokens } = await signIn("revokes");
      assert.equal((await sdk.revokeAccessToken("revokes")).status, 200);
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      assert.equal((await fetch(`${baseUrl}/oauth2/userinfo`, { headers })).status, 401);
    });

    it("signs out by client_id, once the user confirmed it (contract §24.7)", async () => {
      const { sdk, browser } = await signIn("signs out");
      const question = await browser.open(await sdk.signOut("signs out"), CALLBACK);
      const page = await browser.submit(question, { consent: "approve" }, CALLBACK);
      assert.equal(page.redirectedTo?.href, `${CALLBACK}?state=sign_out_success`);
    });

    it("signs out by ID token without a question (contract §24.7)", async () => {
      const { sdk, browser } = await signIn("signs out at once", { sendIdTokenInLogoutRequest: true });
      const page = await browser.open(await sdk.signOut("signs out at once"), CALLBACK);
      assert.equal(page.redirectedTo?.href, `${CALLBACK}?state=sign_out_success`);
    });

    it("reads the endpoints from discovery when it is told to (contract §24.1)", async () => {
      const wellKnownEndpoint = `${baseUrl}/oauth2/token/.well-known/openid-configuration`;
      const { sdk } = await signIn("discovers", { baseUrl: undefined, wellKnownEndpoint });
      assert.equal((await sdk.getUser("discovers")).username, "kim");
    });
  });
}
