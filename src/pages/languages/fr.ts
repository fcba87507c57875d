import type { Messages } from "./language.ts";

/** French. */
export const fr: Messages = {
  direction: "ltr",
  footer: "Sécurisé par Tessera",
  signIn: {
    heading: "Se connecter",
    purpose: "pour continuer vers {application}",
    userName: "Nom d’utilisateur",
    password: "Mot de passe",
    remember: "Rester connecté sur cet appareil",
    submit: "Se connecter",
    alerts: {
      sign_in_failed: "Le nom d’utilisateur ou le mot de passe est incorrect. Veuillez réessayer.",
      too_many_attempts: "Trop de tentatives. Veuillez patienter quelques minutes avant de réessayer.",
      sign_in_again: "Veuillez vous connecter de nouveau pour confirmer qu’il s’agit bien de vous.",
    },
  },
  organization: {
    heading: "Se connecter avec votre organisation",
    purpose: "pour continuer vers {application}",
    name: "Nom de votre organisation",
    email: "Votre adresse e-mail dans votre organisation",
    submit: "Continuer",
    notFound:
      "Il n’existe aucune organisation de ce nom où {application} puisse être utilisée. Veuillez vérifier votre saisie.",
  },
  account: {
    heading: "Choisir un compte",
    purpose: "pour continuer vers {application}",
    current: "Continuer en tant que {account}",
    other: "Utiliser un autre compte",
  },
  consent: {
    heading: "{application} demande un accès",
    signedInAs: "Votre compte",
    organization: "Organisation",
    comesFrom: "Cette application vient de {host}",
    requests: "Si vous l’autorisez, {application} pourra :",
    scopes: {
      openid: "Savoir que c’est vous qui vous connectez",
      profile: "Voir votre nom et le reste de votre profil",
      email: "Voir votre adresse e-mail",
      phone: "Voir votre numéro de téléphone",
      address: "Voir votre adresse postale",
      groups: "Voir les groupes dont vous faites partie",
      roles: "Voir les rôles que vous avez",
      internal_login: "Vous laisser gérer votre propre compte : profil, sessions et connexion",
    },
    details: "L’application demande aussi précisément ceci :",
    detailMembers: {
      type: "Nature",
      actions: "Actions",
      locations: "Où",
      datatypes: "Données",
      identifier: "Objet",
      privileges: "Privilèges",
    },
    remember: "Se souvenir de ma décision",
    destination: "Vous irez ensuite vers {host}.",
    approve: "Autoriser",
    deny: "Refuser",
    privacyPolicy: "Politique de confidentialité",
    termsOfService: "Conditions d’utilisation",
  },
  logout: {
    heading: "Se déconnecter ?",
    purpose: "Vous serez déconnecté de {organization} dans ce navigateur.",
    signedInAs: "Votre compte",
    approve: "Se déconnecter",
    deny: "Rester connecté",
  },
  device: {
    heading: "Connecter un appareil",
    purpose: "Saisissez le code affiché sur votre appareil.",
    userCode: "Code",
    submit: "Continuer",
    wrong: "Ce code est incorrect ou n’est plus valable. Regardez votre appareil et réessayez.",
  },
  approval: {
    warning: "N’autorisez que si vous êtes à l’origine de cette demande. Si quelqu’un vous a envoyé ici, refusez.",
    compare: {
      userCode: "Le code que votre propre appareil doit afficher",
      bindingMessage: "Le message que l’application doit afficher aussi",
    },
  },
  decided: {
    allowed: { heading: "Accès autorisé", text: "Retournez là où vous avez commencé : la suite s’y trouve." },
    denied: { heading: "Accès refusé", text: "Rien n’a été partagé." },
    advice: "Vous pouvez fermer cette page.",
  },
  formPost: {
    heading: "Retour à l’application",
    text: "Si rien ne se passe, veuillez continuer vous-même.",
    submit: "Continuer",
  },
  signedOut: {
    heading: "Vous êtes déconnecté",
    text: "Votre session chez {organization} dans ce navigateur est terminée.",
    advice: "Sur un ordinateur partagé, fermez aussi le navigateur.",
  },
  error: {
    code: "Code d’erreur",
    details: "Détails",
    correlationId: "Référence pour l’assistance",
    texts: {
      invalid_client: {
        heading: "Cette application n’est pas connue ici",
        text: "Le lien qui vous a amené ici désigne une application qui n’est pas enregistrée. Veuillez prévenir ses responsables.",
      },
      invalid_request: {
        heading: "Cette demande n’est pas valide",
        text: "L’application a envoyé une demande incompréhensible. Veuillez revenir à l’application et recommencer.",
      },
      invalid_callback: {
        heading: "Cette adresse de retour n’est pas enregistrée",
        text: "Pour vous protéger, vous n’êtes pas envoyé vers une adresse que l’application n’a pas enregistrée. Veuillez prévenir ses responsables.",
      },
      unauthorized_client: {
        heading: "Cette application n’y est pas autorisée",
        text: "L’application n’a pas le droit de connecter quelqu’un de cette façon. Veuillez prévenir ses responsables.",
      },
      application_disabled: {
        heading: "Cette application est désactivée",
        text: "Un administrateur a désactivé cette application. Veuillez vous adresser à votre organisation.",
      },
      access_denied: {
        heading: "L’accès a été refusé",
        text: "La demande a été refusée et rien n’a été partagé.",
      },
      forbidden: {
        heading: "Ce formulaire n’a pas pu être accepté",
        text: "Il ne venait pas de la page ouverte dans ce navigateur, donc rien n’a été modifié. Veuillez revenir à l’application et recommencer.",
      },
      session_expired: {
        heading: "Cette page a expiré",
        text: "Elle est restée ouverte trop longtemps ou a déjà servi. Veuillez revenir à l’application et recommencer.",
      },
      wrong_browser: {
        heading: "Veuillez continuer là où vous avez commencé",
        text: "Cette connexion a été commencée dans un autre navigateur. Veuillez y retourner, ou recommencer dans celui-ci.",
      },
      not_found: {
        heading: "Il n’y a rien ici",
        text: "L’adresse est peut-être mal saisie, ou la page a été déplacée.",
      },
      too_many_requests: {
        heading: "Trop de demandes",
        text: "Veuillez patienter quelques minutes, puis réessayer.",
      },
      temporarily_unavailable: {
        heading: "Indisponible pour le moment",
        text: "Le service est très sollicité ou en maintenance. Veuillez réessayer dans quelques minutes.",
      },
      server_error: {
        heading: "Un problème est survenu de notre côté",
        text: "Vous n’y êtes pour rien. Veuillez réessayer dans un instant ; si cela se reproduit, transmettez la référence ci-dessous.",
      },
      other: {
        heading: "Impossible de continuer",
        text: "Veuillez revenir à l’application et recommencer.",
      },
    },
  },
};
