/** A way in which the organization's own users sign in (contract §17.7). */
export interface LocalAuthenticator {
  /** As the sequences of applications name it, with LOCAL. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Whether it is served. */
  readonly enabled: boolean;
}

/** Those that Asgardeo has; what is not served here is told as switched off. */
export const LOCAL_AUTHENTICATORS: readonly LocalAuthenticator[] = [
  local("BasicAuthenticator", "Username & Password", "A user name and a password.", [], true),
  local("IdentifierExecutor", "Identifier First", "The user name first, on a page of its own.", [], true),
  local("FIDOAuthenticator", "Passkey", "A passkey of a device or of a key.", ["Passwordless", "Passkey"], true),
  local("MagicLinkAuthenticator", "Magic Link", "A link that is sent by e-mail.", ["Passwordless"], true),
  local("email-otp-authenticator", "Email OTP", "A code that is sent by e-mail.", ["2FA", "MFA"], true),
  local("sms-otp-authenticator", "SMS OTP", "A code that is sent by SMS.", ["2FA", "MFA"], true),
  local("totp", "TOTP", "A code of an authenticator app.", ["2FA", "MFA"], true),
  local("push-notification-authenticator", "Push Notification", "An answer on a registered device.", ["2FA", "MFA"]),
  local("backup-code-authenticator", "Backup Code", "One of the codes that were written down.", ["MFA"], true),
  local("x509CertificateAuthenticator", "X509 Certificate", "A certificate of the browser's.", ["Passwordless"]),
  local("ActiveSessionLimitHandler", "Active Sessions Limit", "Ends sessions when there are too many.", []),
  local("SessionExecutor", "Active Sessions Handler", "Shows the sessions that there are.", []),
];

function local(
  name: string,
  displayName: string,
  description: string,
  tags: readonly string[],
  enabled = false,
): LocalAuthenticator {
  return { name, displayName, description, tags, enabled };
}
