import type { MessageTexts } from "./language.ts";

/** German. */
export const de: MessageTexts = {
  greeting: "Guten Tag,",
  ignore: "Haben Sie das nicht angefordert, müssen Sie nichts tun.",
  copy: "Wenn die Schaltfläche nicht geht, kopieren Sie diese Adresse in Ihren Browser:",
  secret: "Geben Sie diesen Code niemandem, wer auch immer danach fragt.",
  email: {
    confirmAccount: {
      subject: "Bestätigen Sie Ihr Konto bei {{organization-name}}",
      text: "Für Sie wurde das Konto {{user-name}} angelegt. Bitte bestätigen Sie, dass diese E-Mail-Adresse Ihre ist.",
      action: "Konto bestätigen",
    },
    confirmEmail: {
      subject: "Bestätigen Sie Ihre E-Mail-Adresse",
      text: "Bitte bestätigen Sie, dass diese E-Mail-Adresse zum Konto {{user-name}} bei {{organization-name}} gehört.",
      action: "Adresse bestätigen",
    },
    confirmEmailByCode: {
      subject: "Ihr Code zum Bestätigen der E-Mail-Adresse",
      text: "Mit diesem Code bestätigen Sie die E-Mail-Adresse Ihres Kontos {{user-name}} bei {{organization-name}}:",
    },
    resetPassword: {
      subject: "Neues Passwort wählen",
      text: "Jemand hat für Ihr Konto bei {{organization-name}} ein neues Passwort verlangt. Waren Sie das?",
      action: "Passwort wählen",
    },
    resetPasswordByCode: {
      subject: "Ihr Code für ein neues Passwort",
      text: "Mit diesem Code wählen Sie ein neues Passwort für Ihr Konto bei {{organization-name}}:",
    },
    passwordWasReset: {
      subject: "Ihr Passwort wurde geändert",
      text: "Das Konto {{user-name}} bei {{organization-name}} hat ein neues Passwort. Waren Sie das nicht, sagen Sie es bitte sofort der Verwaltung.",
    },
    recoverUserName: {
      subject: "Ihr Benutzername",
      text: "Ihr Benutzername bei {{organization-name}} ist {{user-name}}.",
    },
    recoveryBegan: {
      subject: "Jemand möchte Ihr Konto wiederherstellen",
      text: "Die Wiederherstellung des Kontos {{user-name}} bei {{organization-name}} wurde begonnen.",
    },
    invite: {
      subject: "Ihr Konto bei {{organization-name}}",
      text: "Das Konto {{user-name}} steht für Sie bereit. Wählen Sie ein Passwort, um es zu benutzen.",
      action: "Passwort wählen",
    },
    inviteByCode: {
      subject: "Ihr Konto bei {{organization-name}}",
      text: "Das Konto {{user-name}} steht für Sie bereit. Mit diesem Code wählen Sie ein Passwort:",
    },
    mustResetPassword: {
      subject: "Sie brauchen ein neues Passwort",
      text: "Die Verwaltung von {{organization-name}} bittet Sie, ein neues Passwort zu wählen.",
      action: "Passwort wählen",
    },
    mustResetPasswordByCode: {
      subject: "Sie brauchen ein neues Passwort",
      text: "Die Verwaltung von {{organization-name}} bittet Sie, ein neues Passwort zu wählen. Melden Sie sich dazu mit diesem Code statt Ihres Passworts an:",
    },
    signInCode: {
      subject: "Ihr Code zum Anmelden",
      text: "Mit diesem Code melden Sie sich bei {{organization-name}} an:",
    },
    verificationCode: {
      subject: "Ihr Code",
      text: "Mit diesem Code geht es bei {{organization-name}} weiter:",
    },
    magicLink: {
      subject: "Anmelden bei {{organization-name}}",
      text: "Sie können sich ohne Passwort anmelden. Das geht einmal, und {{expiry-time}} Minuten lang.",
      action: "Anmelden",
    },
    confirmNewEmail: {
      subject: "Bestätigen Sie Ihre neue E-Mail-Adresse",
      text: "Das Konto {{user-name}} bei {{organization-name}} soll künftig diese E-Mail-Adresse haben. Bitte bestätigen Sie sie.",
      action: "Adresse bestätigen",
    },
    emailWillChange: {
      subject: "Ihre E-Mail-Adresse soll sich ändern",
      text: "Das Konto {{user-name}} bei {{organization-name}} soll eine andere E-Mail-Adresse haben: {{verification-pending-email}}. Waren Sie das nicht, sagen Sie es bitte sofort der Verwaltung.",
    },
    accountMade: {
      subject: "Willkommen bei {{organization-name}}",
      text: "Ihr Konto {{user-name}} wurde angelegt.",
    },
    accountActive: {
      subject: "Ihr Konto ist bereit",
      text: "Sie können Ihr Konto {{user-name}} bei {{organization-name}} jetzt benutzen.",
    },
    lockedForAWhile: {
      subject: "Ihr Konto ist eine Weile gesperrt",
      text: "Zu oft ist das Anmelden als {{user-name}} bei {{organization-name}} misslungen. In {{lock-duration}} Minuten können Sie es wieder versuchen. Wenn Sie das nicht waren, wählen Sie ein neues Passwort.",
      action: "Passwort wählen",
    },
    locked: {
      subject: "Ihr Konto ist gesperrt",
      text: "Das Konto {{user-name}} bei {{organization-name}} wurde gesperrt. Die Verwaltung kann es entsperren.",
    },
    unlocked: {
      subject: "Ihr Konto ist entsperrt",
      text: "Sie können sich als {{user-name}} bei {{organization-name}} wieder anmelden.",
    },
    enabled: {
      subject: "Ihr Konto ist eingeschaltet",
      text: "Das Konto {{user-name}} bei {{organization-name}} kann wieder benutzt werden.",
    },
    disabled: {
      subject: "Ihr Konto ist abgeschaltet",
      text: "Das Konto {{user-name}} bei {{organization-name}} kann nicht mehr benutzt werden.",
    },
    waysChanged: {
      subject: "Ihre Anmeldung wurde geändert",
      text: "Beim Konto {{user-name}} bei {{organization-name}} wurde eine Art der Anmeldung hinzugefügt oder entfernt. Waren Sie das nicht, ändern Sie sofort Ihr Passwort.",
    },
    mobileChanged: {
      subject: "Ihre Mobilnummer wurde geändert",
      text: "Die Mobilnummer des Kontos {{user-name}} bei {{organization-name}} wurde geändert oder entfernt. Waren Sie das nicht, ändern Sie sofort Ihr Passwort.",
    },
    unknownDevice: {
      subject: "Anmeldung auf einem neuen Gerät",
      text: "Als {{user-name}} hat sich bei {{organization-name}} jemand auf einem Gerät angemeldet, das vorher nicht benutzt wurde: {{login-time}}. Waren Sie das nicht, ändern Sie sofort Ihr Passwort.",
    },
    inviteToOrganization: {
      subject: "Einladung zu {{organization-name}}",
      text: "Sie sind eingeladen, Mitglied von {{organization-name}} zu werden.",
      action: "Einladung annehmen",
    },
    impersonated: {
      subject: "Jemand handelt in Ihrem Namen",
      text: "{{impersonator-user-name}} hat sich als {{user-name}} bei {{organization-name}} angemeldet: {{login-time}}.",
    },
    decide: {
      subject: "Bitte entscheiden Sie über eine Anfrage",
      text: "{{application-name}} möchte für Ihr Konto {{user-name}} bei {{organization-name}} handeln. Dazu steht: {{binding-message}}",
      action: "Anfrage ansehen",
    },
    idle: {
      subject: "Sie haben sich lange nicht angemeldet",
      text: "Ihr Konto bei {{organization-name}} wurde lange nicht benutzt. Melden Sie sich an, um es zu behalten.",
    },
  },
  sms: {
    confirmAccount: "{{confirmation-code}} bestätigt Ihr Konto bei {{organization-name}}.",
    resetPassword: "{{confirmation-code}} ist Ihr Code für ein neues Passwort bei {{organization-name}}.",
    passwordWasReset: "Ihr Passwort bei {{organization-name}} wurde geändert.",
    recoverUserName: "Ihr Benutzername bei {{organization-name}} ist {{user-name}}.",
    confirmMobile: "{{confirmation-code}} bestätigt Ihre Nummer bei {{organization-name}}.",
    signInCode: "{{confirmation-code}} ist Ihr Code für {{application-name}}, {{otp-expiry-time}} Minuten lang.",
    verificationCode: "{{confirmation-code}} ist Ihr Code für {{organization-name}}.",
    mustResetPassword:
      "{{organization-name}} bittet um ein neues Passwort. Melden Sie sich 10 Minuten lang mit {{confirmation-code}} statt des alten an.",
    inviteByCode: "{{confirmation-code}} ist Ihr Code, um bei {{organization-name}} ein Passwort zu wählen.",
    decide: "{{application-name}} fragt nach Ihrem Konto: {{binding-message}}. Entscheiden: {{ciba-auth-url}}",
  },
};
