import type { Messages } from "./language.ts";

/** German. */
export const de: Messages = {
  direction: "ltr",
  footer: "Gesichert durch Tessera",
  signIn: {
    heading: "Anmelden",
    purpose: "um fortzufahren mit {application}",
    userName: "Benutzername",
    password: "Passwort",
    remember: "Auf diesem Gerät angemeldet bleiben",
    submit: "Anmelden",
    alerts: {
      sign_in_failed: "Benutzername oder Passwort ist nicht richtig. Bitte versuchen Sie es noch einmal.",
      too_many_attempts: "Zu viele Versuche. Bitte warten Sie einige Minuten, bevor Sie es wieder versuchen.",
      sign_in_again: "Bitte melden Sie sich noch einmal an, um zu bestätigen, dass Sie es sind.",
    },
  },
  organization: {
    heading: "Mit Ihrer Organisation anmelden",
    purpose: "um fortzufahren mit {application}",
    name: "Name Ihrer Organisation",
    email: "Ihre E-Mail-Adresse in Ihrer Organisation",
    submit: "Weiter",
    notFound:
      "Es gibt keine solche Organisation, in der {application} genutzt werden kann. Bitte prüfen Sie Ihre Eingabe.",
  },
  account: {
    heading: "Konto wählen",
    purpose: "um fortzufahren mit {application}",
    current: "Weiter als {account}",
    other: "Ein anderes Konto verwenden",
  },
  consent: {
    heading: "{application} bittet um Zugriff",
    signedInAs: "Ihr Konto",
    organization: "Organisation",
    comesFrom: "Diese Anwendung kommt von {host}",
    requests: "Wenn Sie es erlauben, kann {application}:",
    scopes: {
      openid: "Erkennen, dass Sie es sind, wenn Sie sich anmelden",
      profile: "Ihren Namen und Ihr übriges Profil sehen",
      email: "Ihre E-Mail-Adresse sehen",
      phone: "Ihre Telefonnummer sehen",
      address: "Ihre Postanschrift sehen",
      groups: "Sehen, zu welchen Gruppen Sie gehören",
      roles: "Sehen, welche Rollen Sie haben",
      internal_login: "Sie Ihr eigenes Konto verwalten lassen: Profil, Sitzungen und Anmeldung",
    },
    details: "Außerdem bittet die Anwendung um genau dies:",
    detailMembers: {
      type: "Art",
      actions: "Aktionen",
      locations: "Wo",
      datatypes: "Daten",
      identifier: "Was genau",
      privileges: "Rechte",
    },
    remember: "Meine Entscheidung merken",
    destination: "Danach geht es weiter zu {host}.",
    approve: "Erlauben",
    deny: "Ablehnen",
    privacyPolicy: "Datenschutzerklärung",
    termsOfService: "Nutzungsbedingungen",
  },
  logout: {
    heading: "Abmelden?",
    purpose: "Sie werden in diesem Browser von {organization} abgemeldet.",
    signedInAs: "Ihr Konto",
    approve: "Abmelden",
    deny: "Angemeldet bleiben",
  },
  device: {
    heading: "Gerät verbinden",
    purpose: "Geben Sie den Code ein, den Ihr Gerät anzeigt.",
    userCode: "Code",
    submit: "Weiter",
    wrong:
      "Dieser Code ist falsch oder nicht mehr gültig. Sehen Sie auf Ihrem Gerät nach und versuchen Sie es noch einmal.",
  },
  approval: {
    warning:
      "Erlauben Sie dies nur, wenn Sie es selbst begonnen haben. Hat Sie jemand hierher geschickt, lehnen Sie ab.",
    compare: {
      userCode: "Der Code, den Ihr eigenes Gerät anzeigen muss",
      bindingMessage: "Die Nachricht, die auch die Anwendung anzeigen muss",
    },
  },
  decided: {
    allowed: {
      heading: "Zugriff erlaubt",
      text: "Kehren Sie dorthin zurück, wo Sie begonnen haben: Dort geht es weiter.",
    },
    denied: { heading: "Zugriff abgelehnt", text: "Es wurde nichts weitergegeben." },
    advice: "Sie können diese Seite schließen.",
  },
  formPost: {
    heading: "Sie werden zurückgeleitet",
    text: "Falls nichts geschieht, gehen Sie bitte selbst weiter.",
    submit: "Weiter",
  },
  signedOut: {
    heading: "Sie sind abgemeldet",
    text: "Ihre Sitzung bei {organization} in diesem Browser ist beendet.",
    advice: "Schließen Sie an einem gemeinsam genutzten Rechner auch den Browser.",
  },
  error: {
    code: "Fehlercode",
    details: "Einzelheiten",
    correlationId: "Kennung für den Support",
    texts: {
      invalid_client: {
        heading: "Diese Anwendung ist hier nicht bekannt",
        text: "Der Link, der Sie hergeführt hat, nennt eine Anwendung, die nicht registriert ist. Bitte informieren Sie deren Betreiber.",
      },
      invalid_request: {
        heading: "Diese Anfrage ist nicht gültig",
        text: "Die Anwendung hat eine unverständliche Anfrage gesendet. Bitte gehen Sie zur Anwendung zurück und beginnen Sie neu.",
      },
      invalid_callback: {
        heading: "Diese Rücksprungadresse ist nicht registriert",
        text: "Zu Ihrem Schutz werden Sie nicht an eine Adresse geleitet, die die Anwendung nicht registriert hat. Bitte informieren Sie deren Betreiber.",
      },
      unauthorized_client: {
        heading: "Das darf diese Anwendung nicht",
        text: "Die Anwendung darf niemanden auf diese Weise anmelden. Bitte informieren Sie deren Betreiber.",
      },
      application_disabled: {
        heading: "Diese Anwendung ist abgeschaltet",
        text: "Ein Administrator hat diese Anwendung abgeschaltet. Bitte wenden Sie sich an Ihre Organisation.",
      },
      access_denied: {
        heading: "Der Zugriff wurde abgelehnt",
        text: "Die Anfrage wurde abgelehnt, und es wurde nichts weitergegeben.",
      },
      forbidden: {
        heading: "Dieses Formular wurde nicht angenommen",
        text: "Es kam nicht von der eigenen Seite dieses Browsers, daher wurde nichts geändert. Bitte gehen Sie zur Anwendung zurück und beginnen Sie neu.",
      },
      session_expired: {
        heading: "Diese Seite ist abgelaufen",
        text: "Sie war zu lange offen oder wurde schon verwendet. Bitte gehen Sie zur Anwendung zurück und beginnen Sie neu.",
      },
      wrong_browser: {
        heading: "Bitte machen Sie dort weiter, wo Sie begonnen haben",
        text: "Diese Anmeldung wurde in einem anderen Browser begonnen. Bitte kehren Sie dorthin zurück oder beginnen Sie in diesem neu.",
      },
      not_found: {
        heading: "Hier ist nichts",
        text: "Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.",
      },
      too_many_requests: {
        heading: "Zu viele Anfragen",
        text: "Bitte warten Sie einige Minuten und versuchen Sie es dann wieder.",
      },
      temporarily_unavailable: {
        heading: "Gerade nicht verfügbar",
        text: "Der Dienst ist ausgelastet oder wird gewartet. Bitte versuchen Sie es in einigen Minuten wieder.",
      },
      server_error: {
        heading: "Bei uns ist etwas schiefgegangen",
        text: "Es liegt nicht an Ihnen. Bitte versuchen Sie es gleich noch einmal; geschieht es wieder, geben Sie die Kennung unten weiter.",
      },
      other: {
        heading: "Hier geht es nicht weiter",
        text: "Bitte gehen Sie zur Anwendung zurück und beginnen Sie neu.",
      },
    },
  },
};
