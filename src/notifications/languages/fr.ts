import type { MessageTexts } from "./language.ts";

/** French. */
export const fr: MessageTexts = {
  greeting: "Bonjour,",
  ignore: "Si vous n’avez rien demandé, vous n’avez rien à faire.",
  copy: "Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :",
  secret: "Ne donnez ce code à personne, qui que ce soit.",
  email: {
    confirmAccount: {
      subject: "Confirmez votre compte chez {{organization-name}}",
      text: "Un compte nommé {{user-name}} a été créé pour vous. Veuillez confirmer que cette adresse est la vôtre.",
      action: "Confirmer le compte",
    },
    confirmEmail: {
      subject: "Confirmez votre adresse e-mail",
      text: "Veuillez confirmer que cette adresse appartient au compte {{user-name}} chez {{organization-name}}.",
      action: "Confirmer l’adresse",
    },
    confirmEmailByCode: {
      subject: "Votre code pour confirmer votre adresse e-mail",
      text: "Saisissez ce code pour confirmer l’adresse de votre compte {{user-name}} chez {{organization-name}} :",
    },
    resetPassword: {
      subject: "Choisissez un nouveau mot de passe",
      text: "Quelqu’un a demandé un nouveau mot de passe pour votre compte chez {{organization-name}}. Était-ce vous ?",
      action: "Choisir un mot de passe",
    },
    resetPasswordByCode: {
      subject: "Votre code pour un nouveau mot de passe",
      text: "Saisissez ce code pour choisir un nouveau mot de passe pour votre compte chez {{organization-name}} :",
    },
    passwordWasReset: {
      subject: "Votre mot de passe a été changé",
      text: "Le compte {{user-name}} chez {{organization-name}} a un nouveau mot de passe. Si ce n’était pas vous, prévenez tout de suite les administrateurs.",
    },
    recoverUserName: {
      subject: "Votre nom d’utilisateur",
      text: "Votre nom d’utilisateur chez {{organization-name}} est {{user-name}}.",
    },
    recoveryBegan: {
      subject: "Quelqu’un veut récupérer votre compte",
      text: "La récupération du compte {{user-name}} chez {{organization-name}} a commencé.",
    },
    invite: {
      subject: "Votre compte chez {{organization-name}}",
      text: "Un compte nommé {{user-name}} vous attend. Choisissez un mot de passe pour l’utiliser.",
      action: "Choisir un mot de passe",
    },
    inviteByCode: {
      subject: "Votre compte chez {{organization-name}}",
      text: "Un compte nommé {{user-name}} vous attend. Saisissez ce code pour choisir un mot de passe :",
    },
    mustResetPassword: {
      subject: "Il vous faut un nouveau mot de passe",
      text: "Un administrateur de {{organization-name}} vous demande de choisir un nouveau mot de passe.",
      action: "Choisir un mot de passe",
    },
    mustResetPasswordByCode: {
      subject: "Il vous faut un nouveau mot de passe",
      text: "Un administrateur de {{organization-name}} vous demande de choisir un nouveau mot de passe. Connectez-vous pour cela avec ce code à la place de votre mot de passe :",
    },
    signInCode: {
      subject: "Votre code de connexion",
      text: "Saisissez ce code pour vous connecter à {{organization-name}} :",
    },
    verificationCode: {
      subject: "Votre code",
      text: "Saisissez ce code pour continuer chez {{organization-name}} :",
    },
    magicLink: {
      subject: "Connexion à {{organization-name}}",
      text: "Vous pouvez vous connecter sans mot de passe, une seule fois et pendant {{expiry-time}} minutes.",
      action: "Se connecter",
    },
    confirmNewEmail: {
      subject: "Confirmez votre nouvelle adresse e-mail",
      text: "Le compte {{user-name}} chez {{organization-name}} doit avoir désormais cette adresse. Veuillez la confirmer.",
      action: "Confirmer l’adresse",
    },
    emailWillChange: {
      subject: "Votre adresse e-mail va changer",
      text: "Le compte {{user-name}} chez {{organization-name}} doit avoir une autre adresse : {{verification-pending-email}}. Si ce n’était pas vous, prévenez tout de suite les administrateurs.",
    },
    accountMade: {
      subject: "Bienvenue chez {{organization-name}}",
      text: "Votre compte {{user-name}} a été créé.",
    },
    accountActive: {
      subject: "Votre compte est prêt",
      text: "Vous pouvez maintenant utiliser votre compte {{user-name}} chez {{organization-name}}.",
    },
    lockedForAWhile: {
      subject: "Votre compte est bloqué pour un moment",
      text: "Il y a eu trop d’échecs de connexion pour {{user-name}} chez {{organization-name}}. Vous pourrez réessayer dans {{lock-duration}} minutes. Si ce n’était pas vous, choisissez un nouveau mot de passe.",
      action: "Choisir un mot de passe",
    },
    locked: {
      subject: "Votre compte est bloqué",
      text: "Le compte {{user-name}} chez {{organization-name}} a été bloqué. Ses administrateurs peuvent le débloquer.",
    },
    unlocked: {
      subject: "Votre compte est débloqué",
      text: "Vous pouvez de nouveau vous connecter comme {{user-name}} chez {{organization-name}}.",
    },
    enabled: {
      subject: "Votre compte est activé",
      text: "Le compte {{user-name}} chez {{organization-name}} peut de nouveau être utilisé.",
    },
    disabled: {
      subject: "Votre compte est désactivé",
      text: "Le compte {{user-name}} chez {{organization-name}} ne peut plus être utilisé.",
    },
    waysChanged: {
      subject: "Votre connexion a été modifiée",
      text: "Un moyen de connexion a été ajouté au compte {{user-name}} auprès de {{organization-name}}, ou en a été retiré. Si ce n’était pas vous, changez tout de suite votre mot de passe.",
    },
    mobileChanged: {
      subject: "Votre numéro de mobile a été modifié",
      text: "Le numéro de mobile du compte {{user-name}} auprès de {{organization-name}} a été modifié ou retiré. Si ce n’était pas vous, changez tout de suite votre mot de passe.",
    },
    unknownDevice: {
      subject: "Connexion depuis un nouvel appareil",
      text: "Quelqu’un s’est connecté comme {{user-name}} chez {{organization-name}} depuis un appareil encore inconnu : {{login-time}}. Si ce n’était pas vous, changez tout de suite votre mot de passe.",
    },
    inviteToOrganization: {
      subject: "Invitation de {{organization-name}}",
      text: "Vous êtes invité à devenir membre de {{organization-name}}.",
      action: "Accepter l’invitation",
    },
    impersonated: {
      subject: "Quelqu’un agit en votre nom",
      text: "{{impersonator-user-name}} s’est connecté comme {{user-name}} chez {{organization-name}} : {{login-time}}.",
    },
    decide: {
      subject: "Veuillez décider d’une demande",
      text: "{{application-name}} demande à agir pour votre compte {{user-name}} chez {{organization-name}}. Son message : {{binding-message}}",
      action: "Voir la demande",
    },
    idle: {
      subject: "Vous ne vous êtes pas connecté depuis longtemps",
      text: "Votre compte chez {{organization-name}} n’a pas servi depuis longtemps. Connectez-vous pour le garder.",
    },
  },
  sms: {
    confirmAccount: "{{confirmation-code}} confirme votre compte chez {{organization-name}}.",
    resetPassword: "{{confirmation-code}} : votre code pour un nouveau mot de passe chez {{organization-name}}.",
    passwordWasReset: "Votre mot de passe chez {{organization-name}} a été changé.",
    recoverUserName: "Votre nom d’utilisateur chez {{organization-name}} est {{user-name}}.",
    confirmMobile: "{{confirmation-code}} confirme votre numéro chez {{organization-name}}.",
    signInCode: "{{confirmation-code}} : votre code pour {{application-name}}, pendant {{otp-expiry-time}} minutes.",
    verificationCode: "{{confirmation-code}} : votre code pour {{organization-name}}.",
    mustResetPassword:
      "{{organization-name}} vous demande un nouveau mot de passe. Connectez-vous avec {{confirmation-code}} à la place de l’ancien, sous 10 minutes.",
    inviteByCode: "{{confirmation-code}} : votre code pour choisir un mot de passe chez {{organization-name}}.",
    decide: "{{application-name}} demande votre compte : {{binding-message}}. Décidez ici : {{ciba-auth-url}}",
  },
};
