import { accountPage } from "../../src/pages/account-page.ts";
import { approvalPage } from "../../src/pages/approval-page.ts";
import { backupCodePage } from "../../src/pages/backup-code-page.ts";
import type { PageBrand } from "../../src/pages/brand.ts";
import { changePasswordPage } from "../../src/pages/change-password-page.ts";
import { chooseWayPage } from "../../src/pages/choose-way-page.ts";
import { consentPage } from "../../src/pages/consent-page.ts";
import { decidedPage } from "../../src/pages/decided-page.ts";
import { devicePage } from "../../src/pages/device-page.ts";
import { errorPage } from "../../src/pages/error-page.ts";
import { formPostPage } from "../../src/pages/form-post-page.ts";
import { frontChannelLogoutPage } from "../../src/pages/front-channel-logout-page.ts";
import { invitationEndPage, invitationPage } from "../../src/pages/invitation-page.ts";
import { joinPage } from "../../src/pages/join-page.ts";
import type { Language } from "../../src/pages/languages/language.ts";
import type { PageFrame } from "../../src/pages/layout.ts";
import { leavingPage } from "../../src/pages/leaving-page.ts";
import { linkAccountPage } from "../../src/pages/link-account-page.ts";
import { logoutPage } from "../../src/pages/logout-page.ts";
import { magicLinkPage, magicLinkSentPage } from "../../src/pages/magic-link-page.ts";
import { ownAppPage, ownBackupCodesPage, ownPasswordPage } from "../../src/pages/my-account-forms.ts";
import { myAccountPage } from "../../src/pages/my-account-page.ts";
import { organizationPage } from "../../src/pages/organization-page.ts";
import { outboxPage } from "../../src/pages/outbox-page.ts";
import { ownPasskeyPage } from "../../src/pages/own-passkey-page.ts";
import { passkeyPage } from "../../src/pages/passkey-page.ts";
import { sentCodePage } from "../../src/pages/sent-code-page.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { signedOutPage } from "../../src/pages/signed-out-page.ts";
import { totpPage } from "../../src/pages/totp-page.ts";
import { accountSamples } from "./account-samples.ts";

const EMAIL_CODE = { authenticator: "email-otp-authenticator", idp: "LOCAL" };
const MAGIC_LINK = { authenticator: "MagicLinkAuthenticator", idp: "LOCAL" };
const TOTP = { authenticator: "totp", idp: "LOCAL" };

/** Where the sample pages look for their style sheet. */
export const assets = "/authenticationendpoint/assets";

/** The origin that a brand's pictures come from. */
export const PICTURES = "https://pictures.example";
/** Where the sample pages' brands have their style sheets, by the layout. */
export const BRAND_STYLESHEETS = {
  centered: `${assets}/brand-light.css`,
  "right-image": `${assets}/brand-dark.css`,
} as const;

/** A look of an organization's own. */
function brandWith(layout: keyof typeof BRAND_STYLESHEETS, text: (value: string) => string): PageBrand {
  return {
    stylesheet: BRAND_STYLESHEETS[layout],
    theme: { scheme: layout === "centered" ? "light" : "dark" },
    layout,
    logo: layout === "centered" ? { url: `${PICTURES}/logo.png`, text: text("The anvil of Acme") } : undefined,
    favicon: undefined,
    sideImage: layout === "centered" ? undefined : { url: `${PICTURES}/side.png`, text: undefined },
    tagLine: text("Everything falls"),
    siteTitle: text("Acme"),
    copyright: text("© 2026 Acme Works"),
    supportEmail: "help@acme.example",
    links: { privacy: "https://acme.example/privacy", terms: "https://acme.example/terms", cookies: undefined },
    withoutOurs: true,
    texts: { "login.heading": text("Come in") },
  };
}

const CONNECTION = { authenticator: "OpenIDConnectAuthenticator", idp: "Example Identity" };
const PASSKEY = { authenticator: "FIDOAuthenticator", idp: "LOCAL" };
const PASSWORD = { authenticator: "BasicAuthenticator", idp: "LOCAL" };

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
  const cameFrom = { connection: text("Example Identity"), account: text("kim@mail.example") };
  const joining = {
    ...cameFrom,
    kept: [text("Kim Example"), text("kim@mail.example")],
    parameters: ["username", "newPassword", "confirmPassword", "consent"].map((name) => ({ name })),
    suggestedName: text("kim"),
  };
  const recovery = { password: "/t/bifrost/accountrecoveryendpoint/recoveraccountrouter.do" };
  const byPresent = { authority: "present password", refused: "present" };
  const message = {
    to: text("user1@bifrost.com"),
    type: "EmailOTP",
    organization: text("Bifrost"),
    text: `${text("Your code")}: 123456\nhttps://notes.example/?a=1&b=2`,
    at: "2026-11-23T06:00:00.000Z",
  };
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
  const own = {
    frame,
    place: "/t/bifrost/myaccount",
    signOutUrl: "/t/bifrost/oidc/logout",
    csrfToken: text("c3JmLXRva2Vu"),
    account,
    sessions: [
      {
        id: "0199f3a2",
        isThis: true,
        userAgent: text("Firefox"),
        address: text("192.0.2.7"),
        since: 0,
        lastUsed: 60_000,
      },
      { id: "0199f3a3", isThis: false, userAgent: text("Chrome"), address: text("2001:db8::7"), since: 0, lastUsed: 0 },
    ],
    applications: [{ id: "7", name: text("Rainbow Notes"), scopes: ["openid", text("notes:write")] }],
    hasApp: true,
    backupCodes: 9,
    passkeys: [{ id: text("cGFzc2tleQ"), name: text("My phone") }],
    devices: [{ id: "6f1b", userAgent: text("Firefox"), address: text("192.0.2.7"), since: 0, until: 2_592_000_000 }],
    links: [{ id: "0199f3a4", connection: text("Google"), account: text("kim@gmail.example") }],
    connections: [text("GitHub")],
  };
  const ownForm = { frame, place: own.place, action: "/t/bifrost/myaccount/password", csrfToken: text("c3JmLXRva2Vu") };
  const logout = { frame, action: "/t/bifrost/oidc/logout", csrfToken: text("c3JmLXRva2Vu") };
  return new Map([
    ["sign-in", signInPage({ ...form, ...links })],
    ["sign-in, other ways", signInPage({ ...form, others })],
    ["sign-in, password", signInPage({ ...form, account })],
    ["sign-in, user name", signInPage({ ...form, identifierOnly: true, others })],
    ["authenticator app", totpPage({ ...form, way: TOTP, account, another: true, rememberable: true })],
    [
      "authenticator app, setting up",
      totpPage({
        ...form,
        way: TOTP,
        account,
        alert: text("This code is not right."),
        shown: { secret: "GEZDGNBVGY3TQOJQ", url: "otpauth://totp/Bifrost:user1?secret=GEZDGNBVGY3TQOJQ" },
      }),
    ],
    ["backup code", backupCodePage({ ...form, account, others, rememberable: true })],
    ["sign-in, passkeys", signInPage({ ...form, others, autofill: { challenge: "c3JmLXRva2Vu" } })],
    [
      "passkey",
      passkeyPage({ ...form, account, others, shown: { options: {} }, alert: text("The passkey could not be used.") }),
    ],
    ["passkey, new", passkeyPage({ ...form, account, shown: { creates: true, options: {} } })],
    [
      "sent code",
      sentCodePage(
        { ...form, way: EMAIL_CODE, account, another: true, shown: { sentTo: text("u•••@bifrost.com") } },
        "email",
      ),
    ],
    [
      "sent code, refused",
      sentCodePage(
        { ...form, way: EMAIL_CODE, account, rememberable: true, alert: text("This code is not right.") },
        "sms",
      ),
    ],
    ["sent link", magicLinkSentPage({ ...form, way: MAGIC_LINK, account, others })],
    ["link", magicLinkPage({ ...form, way: MAGIC_LINK, account, token: text("c3JmLXRva2Vu") })],
    // For developers, and in English alone.
    ...(language === "en"
      ? [["outbox", outboxPage({ frame, messages: [{ ...message, subject: text("Hello") }, message] })] as const]
      : []),
    [
      "leaving",
      leavingPage({ frame, url: "https://id.example/authorize?a=1&b=2", connection: text("Example Identity") }),
    ],
    ["link an account", linkAccountPage({ ...form, way: PASSWORD, cameFrom, others: [PASSKEY], another: true })],
    ["link an account, refused", linkAccountPage({ ...form, way: PASSWORD, cameFrom, alert: text("Not right.") })],
    ["link an account, second step", totpPage({ ...form, way: TOTP, account, cameFrom, another: true })],
    ["join", joinPage({ ...form, way: CONNECTION, shown: joining, others })],
    ["join, refused", joinPage({ ...form, way: CONNECTION, shown: { ...joining, refused: "common" } })],
    ["join, by consent alone", joinPage({ ...form, way: CONNECTION, shown: { ...joining, kept: [], parameters: [] } })],
    [
      "my account, passkey",
      ownPasskeyPage({ ...form, place: "/t/bifrost/myaccount", alert: text("Please try again."), options: {} }),
    ],
    [
      "invitation",
      invitationPage({
        frame,
        action: "/t/bifrost/accountrecoveryendpoint/acceptinvitation.do",
        csrfToken: text("c3JmLXRva2Vu"),
        confirmation: text("0199f3a2"),
        organization: text("The West"),
        userName: text("user1@bifrost.com"),
      }),
    ],
    ["invitation, accepted", invitationEndPage(frame, "accepted")],
    ["invitation, declined", invitationEndPage(frame, "declined")],
    ["invitation, gone", invitationEndPage(frame, "gone")],
    ["choose a way", chooseWayPage({ ...form, account, others })],
    ["sign-in, refused", signInPage({ ...form, userName: text("user1@bifrost.com"), alert: "sign_in_failed" })],
    ["account", accountPage({ ...form, account })],
    [
      "sign-in, to an organization",
      signInPage({ ...form, otherPeople: { organization: text("Bifrost"), goesOn: false } }),
    ],
    [
      "sign-in, as a member of an organization",
      signInPage({ ...form, others, otherPeople: { organization: text("The West"), goesOn: true } }),
    ],
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
    ["my account", myAccountPage({ ...own, mayChange: true, done: "revoked" })],
    ["my account, passkey renamed", myAccountPage({ ...own, mayChange: true, renaming: 0 })],
    ["my account, refused", myAccountPage({ ...own, mayChange: false, alert: text("This could not be done.") })],
    ["my account, password", ownPasswordPage({ ...ownForm, userName: account.userName })],
    [
      "my account, password refused",
      ownPasswordPage({ ...ownForm, userName: account.userName, alert: text("Your current password is not right.") }),
    ],
    ["my account, authenticator app", ownAppPage({ ...ownForm, secret: "JBSWY3DPEHPK3PXP", url: "otpauth://totp/x" })],
    [
      "my account, backup codes",
      ownBackupCodesPage({ frame, place: own.place, codes: [text("02abcdefgh"), "12abcdefgh"] }),
    ],
    ...accountSamples(frame, text),
    [
      "sign-in, with links",
      signInPage({
        ...form,
        ...links,
        accountLinks: { password: "/password", userName: "/name", register: "/register" },
      }),
    ],
    ["change password", changePasswordPage({ ...form, ...links, account, shown: { refused: "common" } })],
    [
      "change password, with the present one",
      changePasswordPage({ ...form, account, accountLinks: recovery, shown: byPresent }),
    ],
    ["change password, by a link", changePasswordPage({ ...form, account, shown: { authority: "recovery link" } })],
    [
      "change password, by a code",
      changePasswordPage({ ...form, account, shown: { authority: "code", channel: "email" } }),
    ],
    [
      "change password, of one that was not used in time",
      changePasswordPage({ ...form, account, accountLinks: recovery, shown: { authority: "nothing" } }),
    ],
    ...(["centered", "right-image"] as const).map((layout): [string, string] => {
      const branded = { ...frame, brand: brandWith(layout, text) };
      return [`sign-in, ${layout} brand`, signInPage({ ...form, ...links, others, frame: branded })];
    }),
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
