import { accountPage } from "../../src/pages/account-page.ts";
import { approvalPage } from "../../src/pages/approval-page.ts";
import { chooseWayPage } from "../../src/pages/choose-way-page.ts";
import { consentPage } from "../../src/pages/consent-page.ts";
import { decidedPage } from "../../src/pages/decided-page.ts";
import { devicePage } from "../../src/pages/device-page.ts";
import { errorPage } from "../../src/pages/error-page.ts";
import { formPostPage } from "../../src/pages/form-post-page.ts";
import { frontChannelLogoutPage } from "../../src/pages/front-channel-logout-page.ts";
import type { Language } from "../../src/pages/languages/language.ts";
import type { PageFrame } from "../../src/pages/layout.ts";
import { logoutPage } from "../../src/pages/logout-page.ts";
import { organizationPage } from "../../src/pages/organization-page.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { signedOutPage } from "../../src/pages/signed-out-page.ts";

/** Where the sample pages look for their style sheet. */
export const assets = "/authenticationendpoint/assets";

/** Every hosted page with values as the server gives them, by name; `text` may change each value that a stranger chooses. */
export function samplePages(
  language: Language,
  text: (value: string) => string = (value) => value,
): Map<string, string> {
  const frame: PageFrame = { language, organization: text("Bifrost"), assets };
  const form = {
    frame,
    action: "/t/bifrost/commonauth",
    sessionDataKey: text("5f0c2d3a"),
    csrfToken: text("c3JmLXRva2Vu"),
    applicationName: text("Rainbow Notes"),
  };
  const account = { userName: text("user1@bifrost.com"), name: text("Freya Njordsdottir") };
  const others = [
    { authenticator: "FIDOAuthenticator", idp: "LOCAL" },
    { authenticator: "email-otp-authenticator", idp: "LOCAL" },
    { authenticator: "OpenIDConnectAuthenticator", idp: text("Example Identity") },
  ];
  const links = { policyUri: "https://notes.example/privacy", termsOfServiceUri: "https://notes.example/terms" };
  const consent = {
    frame,
    action: "/t/bifrost/oauth2/authorize",
    sessionDataKeyConsent: text("8b1e44c7"),
    csrfToken: text("c3JmLXRva2Vu"),
    application: {
      name: text("Rainbow Notes"),
      ...links,
    },
    account,
    scopes: ["openid", "profile", "email", text("notes:write")],
    details: [[["type", text("payment")] as const, ["instructedAmount.amount", text("12.30")] as const]],
    rememberable: true,
    redirectHost: text("notes.example"),
  };
  const approval = {
    frame,
    action: "/t/bifrost/authenticationendpoint/approval.do",
    sessionDataKey: text("5f0c2d3a"),
    csrfToken: text("c3JmLXRva2Vu"),
    application: { name: text("Rainbow Notes") },
    account,
    scopes: ["openid", text("notes:write")],
    details: [],
  };
  const logout = { frame, action: "/t/bifrost/oidc/logout", csrfToken: text("c3JmLXRva2Vu") };
  return new Map([
    ["sign-in", signInPage({ ...form, ...links })],
    ["sign-in, other ways", signInPage({ ...form, others })],
    ["sign-in, password", signInPage({ ...form, account })],
    ["sign-in, user name", signInPage({ ...form, identifierOnly: true, others })],
    ["choose a way", chooseWayPage({ ...form, account, others })],
    ["sign-in, refused", signInPage({ ...form, userName: text("user1@bifrost.com"), alert: "sign_in_failed" })],
    ["account", accountPage({ ...form, account })],
    ["organization", organizationPage({ ...form, by: "name", notFound: false })],
    ["organization, not found", organizationPage({ ...form, by: "email", notFound: true })],
    ["consent", consentPage(consent)],
    ["logout", logoutPage({ ...logout, hidden: { state: text("sign_out_success") }, account })],
    ["device", devicePage({ frame, action: "/t/bifrost/oauth2/device", userCode: text("WDJB-MJHT"), wrong: false })],
    ["device, refused", devicePage({ frame, action: "/t/bifrost/oauth2/device", userCode: "", wrong: true })],
    [
      "approval",
      approvalPage({ ...approval, compare: { what: "userCode", text: text("WDJB-MJHT") }, anyAccount: true }),
    ],
    [
      "approval, with a message",
      approvalPage({ ...approval, compare: { what: "bindingMessage", text: text("Blue 42") }, anyAccount: false }),
    ],
    ["allowed", decidedPage({ frame, decision: "allowed" })],
    ["denied", decidedPage({ frame, decision: "denied" })],
    [
      "form post",
      formPostPage({ frame, action: "https://notes.example/callback", parameters: { state: text("af0ifjsl") } }),
    ],
    [
      "front-channel logout",
      frontChannelLogoutPage({
        frame,
        notices: ["https://notes.example/logout?sid=0199f3a2"],
        next: "https://notes.example/bye",
      }),
    ],
    ["signed out", signedOutPage({ frame })],
    [
      "error",
      errorPage({
        frame,
        code: text("invalid_callback"),
        message: text("callback.not.match"),
        correlationId: text("0199f3a2-7c41"),
        nextStep: text("Return to the application."),
      }),
    ],
  ]);
}
