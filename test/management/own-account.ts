import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { newVerifier, TestClient } from "../client.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClientWith } from "./api-client.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const EMAIL_CODE = "email-otp-authenticator";
const common = { callbackURLs: [CALLBACK], publicClient: true, grantTypes: ["authorization_code", "refresh_token"] };

/** The standard organizations with an application for each user's own account, one for programs, and an administrators' one. */
export function startAccountServer(applications: readonly object[] = []): Promise<TestServer> {
  return startServer({
    settings: { outboundAllowedHosts: ["localhost"] },
    organizations: organizations.map((organization) => ({
      ...organization,
      users: [...organization.users, { userName: "mia", password: PASSWORD, claims: {} }],
      applications: [
        ...organization.applications,
        { ...common, clientId: "account", name: "My Account", skipLoginConsent: true },
        { ...common, clientId: "direct", name: "Direct", grantTypes: ["password", "refresh_token"] },
        adminApplication,
        ...applications,
      ],
    })),
  });
}

/** Signs the user in with a name and a password, without a session, and calls with the token. */
export async function ownAccount(
  server: TestServer,
  username: string,
  { password = PASSWORD, tenant = "acme" } = {},
): Promise<ApiClient> {
  const form = { grant_type: "password", username, password, scope: "openid internal_login" };
  const { status, body } = await new TestClient(server, "direct", tenant).token(form);
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return apiClientWith(server, body.access_token, tenant);
}

/** Signs the user in with a browser, which then has a session. */
export async function inBrowser(
  server: TestServer,
  userName: string,
  { clientId = "account", browser = new ScriptLessBrowser() } = {},
) {
  // Sessions are told in the order of their times.
  server.clock.advance(1);
  const client = new TestClient(server, clientId);
  const redeemable = await client.obtainCode({ scope: "openid internal_login" }, browser, userName);
  const { body } = await client.exchange(redeemable);
  return { tokens: body, browser, account: apiClientWith(server, body.access_token) };
}

/** The same with a code by e-mail as the second factor, which any user with an address can show. */
export async function byTwoFactors(
  server: TestServer,
  userName: string,
  { address = `${userName}@example.com`, clientId = "account" } = {},
) {
  server.clock.advance(1);
  const browser = new ScriptLessBrowser();
  const client = new TestClient(server, clientId);
  const verifier = newVerifier();
  const asked = { scope: "openid internal_login", acr_values: MULTI_FACTOR };
  const first = await browser.open(client.authorizeUrl(asked, verifier), CALLBACK);
  const second = await browser.submit(first, { usernameUserInput: userName, password: PASSWORD });
  const isPicked = second.form?.hidden.authenticator === EMAIL_CODE;
  const sent = isPicked ? second : await browser.submit(second, { pick: EMAIL_CODE });
  const code = codeIn(await outboxOf(server).latest(address));
  const { redirectedTo } = await browser.submit(sent, { OTPCode: code }, CALLBACK);
  const redeemable = { code: redirectedTo?.searchParams.get("code") ?? "", redirect_uri: CALLBACK };
  const { status, body } = await client.exchange({ ...redeemable, code_verifier: verifier });
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return { tokens: body, browser, account: apiClientWith(server, body.access_token) };
}

/** The id of the tenant's user with the name. */
export async function idOfUser(server: TestServer, userName: string, tenant = "acme"): Promise<string> {
  const { id } = (await server.store.tenants.find(tenant)) ?? {};
  const found = await server.store.forTenant(id as string).users.findByName(userName);
  return found?.user.id as string;
}
