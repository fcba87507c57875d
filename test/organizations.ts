export const CALLBACK = "https://app.example/callback";
export const PASSWORD = "correct horse battery";

/** Two organizations with the same names in them, so that whatever leaks from one into the other shows. */
export const organizations = [organization("acme", "Acme"), organization("globex", "Globex")];

function organization(handle: string, name: string) {
  const common = { callbackURLs: [CALLBACK], grantTypes: ["authorization_code", "refresh_token"] };
  return {
    handle,
    name,
    users: [
      {
        userName: "kim",
        password: PASSWORD,
        claims: { given_name: "Kim", family_name: "Larsen", email: "kim@example.com", email_verified: true },
      },
      { userName: "lee", password: PASSWORD, claims: { name: "Lee", email: "lee@example.com" } },
    ],
    applications: [
      // The plainest: a single-page application.
      { ...common, clientId: "spa", name: "Single Page", publicClient: true, skipLoginConsent: true },
      // A web application with a secret, without mandatory PKCE, as Asgardeo's templates make it.
      {
        ...common,
        clientId: "web",
        name: "Web App",
        clientSecret: `${handle}-web-secret`,
        pkce: { mandatory: false },
        skipLoginConsent: true,
      },
      // Asks for consent.
      {
        ...common,
        clientId: "asking",
        name: "Asking App",
        publicClient: true,
        logoUrl: "https://app.example/logo.png",
      },
      // Has no refresh grant.
      {
        clientId: "brief",
        name: "Brief App",
        publicClient: true,
        callbackURLs: [CALLBACK],
        grantTypes: ["authorization_code"],
        skipLoginConsent: true,
      },
      // JWT access tokens, and its user's name for a subject.
      {
        ...common,
        clientId: "jwt",
        name: "JWT App",
        publicClient: true,
        subjectClaim: "username",
        accessToken: { type: "JWT", audience: ["https://api.example"] },
        skipLoginConsent: true,
      },
      // Keeps its refresh token.
      {
        ...common,
        clientId: "steady",
        name: "Steady App",
        clientSecret: `${handle}-steady-secret`,
        refreshToken: { renewRefreshToken: false },
        skipLoginConsent: true,
      },
      // Acts for itself.
      {
        clientId: "service",
        name: "Service",
        clientSecret: `${handle}-service-secret`,
        grantTypes: ["client_credentials"],
        callbackURLs: [],
      },
      { ...common, clientId: "off", name: "Switched Off", publicClient: true, enabled: false },
    ],
  };
}
