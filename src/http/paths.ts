import type { EndpointUrls } from "../protocol/discovery.ts";

/** Asgardeo's paths (contract §1.2, §1.3), below `/t/{tenant}`. */
export const PATHS = {
  authorize: "/oauth2/authorize",
  nativeStep: "/oauth2/authn",
  pushedRequest: "/oauth2/par",
  token: "/oauth2/token",
  userinfo: "/oauth2/userinfo",
  introspect: "/oauth2/introspect",
  revoke: "/oauth2/revoke",
  jwks: "/oauth2/jwks",
  deviceAuthorization: "/oauth2/device_authorize",
  deviceForm: "/oauth2/device",
  backchannelAuthentication: "/oauth2/ciba",
  backchannelApproval: "/oauth2/ciba_authorize",
  logout: "/oidc/logout",
  backChannelLogout: "/identity/oidc/slo",
  checkSession: "/oidc/checksession",
  extendSession: "/identity/extend-session",
  register: "/api/identity/oauth2/dcr/v1.1/register",
  apiDescription: "/api/docs",
  webfinger: "/.well-known/webfinger",
  signInPage: "/authenticationendpoint/login.do",
  accountPage: "/authenticationendpoint/select_account.do",
  organizationPage: "/authenticationendpoint/org_name.do",
  memberPage: "/authenticationendpoint/member.do",
  signInForm: "/commonauth",
  consentPage: "/authenticationendpoint/oauth2_consent.do",
  devicePage: "/authenticationendpoint/device.do",
  approvalPage: "/authenticationendpoint/approval.do",
  allowedPage: "/authenticationendpoint/device_success.do",
  deniedPage: "/authenticationendpoint/device_denied.do",
  errorPage: "/authenticationendpoint/oauth2_error.do",
  signedOutPage: "/authenticationendpoint/oauth2_logout.do",
  registerPage: "/accountrecoveryendpoint/register.do",
  signUpPage: "/accountrecoveryendpoint/signup.do",
  confirmRegistrationPage: "/accountrecoveryendpoint/confirmregistration.do",
  verifyEmailPage: "/accountrecoveryendpoint/verifyemail.do",
  flowEndPage: "/accountrecoveryendpoint/complete.do",
  recoveryPage: "/accountrecoveryendpoint/recoveraccountrouter.do",
  invitationPage: "/accountrecoveryendpoint/acceptinvitation.do",
  confirmRecoveryPage: "/accountrecoveryendpoint/confirmrecovery.do",
  myAccount: "/myaccount",
  brandStylesheet: "/authenticationendpoint/branding.css",
} as const;

/** Where the pages' style sheet and pictures are, for all tenants alike. */
export const ASSETS_PATH = "/authenticationendpoint/assets";

/** The path that all of a tenant's URLs, and its cookies, begin with. */
export function tenantPath(handle: string): string {
  return `/t/${handle}`;
}

/** The tenant's issuer (contract §1.1). */
export function issuerOf(baseUrl: string, handle: string): string {
  return `${baseUrl}${tenantPath(handle)}${PATHS.token}`;
}

/** The tenant's endpoints, as discovery lists them. */
export function endpointUrls(baseUrl: string, handle: string): EndpointUrls {
  const url = (path: string) => `${baseUrl}${tenantPath(handle)}${path}`;
  return {
    authorization: url(PATHS.authorize),
    pushedRequest: url(PATHS.pushedRequest),
    token: url(PATHS.token),
    userinfo: url(PATHS.userinfo),
    revocation: url(PATHS.revoke),
    introspection: url(PATHS.introspect),
    jwks: url(PATHS.jwks),
    deviceAuthorization: url(PATHS.deviceAuthorization),
    backchannelAuthentication: url(PATHS.backchannelAuthentication),
    endSession: url(PATHS.logout),
    registration: url(PATHS.register),
    webfinger: url(PATHS.webfinger),
    checkSession: url(PATHS.checkSession),
  };
}
