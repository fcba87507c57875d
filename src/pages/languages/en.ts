import type { Messages } from "./language.ts";

/** English. */
export const en: Messages = {
  direction: "ltr",
  footer: "Secured by Tessera",
  signIn: {
    heading: "Sign in",
    purpose: "to continue to {application}",
    userName: "Username",
    password: "Password",
    remember: "Keep me signed in on this device",
    submit: "Sign in",
    alerts: {
      sign_in_failed: "The username or the password is not right. Please try again.",
      too_many_attempts: "Too many attempts. Please wait a few minutes before you try again.",
      sign_in_again: "Please sign in again to confirm that it is you.",
    },
  },
  organization: {
    heading: "Sign in with your organization",
    purpose: "to continue to {application}",
    name: "Name of your organization",
    email: "Your email address at your organization",
    submit: "Continue",
    notFound: "There is no such organization that {application} can be used in. Please check what you entered.",
  },
  account: {
    heading: "Choose an account",
    purpose: "to continue to {application}",
    current: "Continue as {account}",
    other: "Use another account",
  },
  consent: {
    heading: "{application} asks for access",
    signedInAs: "Your account",
    organization: "Organization",
    comesFrom: "This application comes from {host}",
    requests: "If you allow it, {application} can:",
    scopes: {
      openid: "Know that it is you who signs in",
      profile: "See your name and the rest of your profile",
      email: "See your email address",
      phone: "See your phone number",
      address: "See your postal address",
      groups: "See the groups you belong to",
      roles: "See the roles you have",
      internal_login: "Let you manage your own account: profile, sessions and sign-in settings",
    },
    details: "It also asks to do exactly this:",
    detailMembers: {
      type: "Kind",
      actions: "Actions",
      locations: "Where",
      datatypes: "Data",
      identifier: "Which",
      privileges: "Privileges",
    },
    remember: "Remember my decision",
    destination: "After this you go to {host}.",
    approve: "Allow",
    deny: "Deny",
    privacyPolicy: "Privacy policy",
    termsOfService: "Terms of service",
  },
  logout: {
    heading: "Sign out?",
    purpose: "You will be signed out of {organization} in this browser.",
    signedInAs: "Your account",
    approve: "Sign out",
    deny: "Stay signed in",
  },
  device: {
    heading: "Connect a device",
    purpose: "Enter the code that your device shows.",
    userCode: "Code",
    submit: "Continue",
    wrong: "This code is wrong or no longer valid. Look at your device and try again.",
  },
  approval: {
    warning: "Allow this only if you started it yourself. If somebody sent you here, deny it.",
    compare: {
      userCode: "The code that your own device must show",
      bindingMessage: "The message that the application must show too",
    },
  },
  decided: {
    allowed: { heading: "Access allowed", text: "Go back to where you started: it continues there." },
    denied: { heading: "Access denied", text: "Nothing has been shared." },
    advice: "You can close this page.",
  },
  formPost: {
    heading: "You are on your way back",
    text: "If nothing happens, continue by hand.",
    submit: "Continue",
  },
  signedOut: {
    heading: "You are signed out",
    text: "Your session with {organization} in this browser has ended.",
    advice: "On a shared computer, also close the browser.",
  },
  error: {
    code: "Error code",
    details: "Details",
    correlationId: "Reference for support",
    texts: {
      invalid_client: {
        heading: "This application is not known here",
        text: "The link that brought you here names an application that is not registered. Please tell the people who run the application.",
      },
      invalid_request: {
        heading: "This request is not valid",
        text: "The application sent a request that cannot be understood. Please go back to the application and start again.",
      },
      invalid_callback: {
        heading: "This return address is not registered",
        text: "To protect you, you are not sent to an address the application has not registered. Please tell the people who run the application.",
      },
      unauthorized_client: {
        heading: "This application may not do that",
        text: "The application is not allowed to sign people in this way. Please tell the people who run the application.",
      },
      application_disabled: {
        heading: "This application is switched off",
        text: "An administrator has switched this application off. Please ask your organization.",
      },
      access_denied: {
        heading: "Access was denied",
        text: "The request was denied, and nothing has been shared.",
      },
      forbidden: {
        heading: "This form could not be accepted",
        text: "It did not come from this browser’s own page, so nothing was changed. Please go back to the application and start again.",
      },
      session_expired: {
        heading: "This page has expired",
        text: "It stayed open for too long or was already used. Please go back to the application and start again.",
      },
      wrong_browser: {
        heading: "Please continue where you started",
        text: "This sign-in was started in another browser. Please go back to that browser, or start again in this one.",
      },
      not_found: {
        heading: "There is nothing here",
        text: "The address may be mistyped, or the page may have moved.",
      },
      too_many_requests: {
        heading: "Too many requests",
        text: "Please wait a few minutes and try again.",
      },
      temporarily_unavailable: {
        heading: "Not available just now",
        text: "The service is busy or being looked after. Please try again in a few minutes.",
      },
      server_error: {
        heading: "Something went wrong on our side",
        text: "It is not your fault. Please try again in a moment; if it happens again, pass on the reference below.",
      },
      other: {
        heading: "This cannot be continued",
        text: "Please go back to the application and start again.",
      },
    },
  },
};
