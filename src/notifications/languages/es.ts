import type { MessageTexts } from "./language.ts";

/** Spanish. */
export const es: MessageTexts = {
  greeting: "Hola:",
  ignore: "Si usted no lo ha pedido, no tiene que hacer nada.",
  copy: "Si el botón no funciona, copie esta dirección en su navegador:",
  secret: "No dé este código a nadie, sea quien sea.",
  email: {
    confirmAccount: {
      subject: "Confirme su cuenta en {{organization-name}}",
      text: "Se ha creado para usted una cuenta llamada {{user-name}}. Confirme que esta dirección de correo es suya.",
      action: "Confirmar la cuenta",
    },
    confirmEmail: {
      subject: "Confirme su dirección de correo",
      text: "Confirme que esta dirección de correo pertenece a la cuenta {{user-name}} en {{organization-name}}.",
      action: "Confirmar la dirección",
    },
    confirmEmailByCode: {
      subject: "Su código para confirmar la dirección de correo",
      text: "Con este código confirma la dirección de su cuenta {{user-name}} en {{organization-name}}:",
    },
    resetPassword: {
      subject: "Elija una contraseña nueva",
      text: "Alguien ha pedido una contraseña nueva para su cuenta en {{organization-name}}. ¿Ha sido usted?",
      action: "Elegir una contraseña",
    },
    resetPasswordByCode: {
      subject: "Su código para una contraseña nueva",
      text: "Con este código elige una contraseña nueva para su cuenta en {{organization-name}}:",
    },
    passwordWasReset: {
      subject: "Su contraseña ha cambiado",
      text: "La cuenta {{user-name}} en {{organization-name}} tiene una contraseña nueva. Si no ha sido usted, avise enseguida a los administradores.",
    },
    recoverUserName: {
      subject: "Su nombre de usuario",
      text: "Su nombre de usuario en {{organization-name}} es {{user-name}}.",
    },
    recoveryBegan: {
      subject: "Alguien quiere recuperar su cuenta",
      text: "Ha comenzado la recuperación de la cuenta {{user-name}} en {{organization-name}}.",
    },
    invite: {
      subject: "Su cuenta en {{organization-name}}",
      text: "Una cuenta llamada {{user-name}} le espera. Elija una contraseña para usarla.",
      action: "Elegir una contraseña",
    },
    inviteByCode: {
      subject: "Su cuenta en {{organization-name}}",
      text: "Una cuenta llamada {{user-name}} le espera. Con este código elige una contraseña:",
    },
    mustResetPassword: {
      subject: "Necesita una contraseña nueva",
      text: "Un administrador de {{organization-name}} le pide que elija una contraseña nueva.",
      action: "Elegir una contraseña",
    },
    mustResetPasswordByCode: {
      subject: "Necesita una contraseña nueva",
      text: "Un administrador de {{organization-name}} le pide que elija una contraseña nueva. Para ello, inicie sesión con este código en lugar de su contraseña:",
    },
    signInCode: {
      subject: "Su código para iniciar sesión",
      text: "Con este código inicia sesión en {{organization-name}}:",
    },
    verificationCode: {
      subject: "Su código",
      text: "Con este código puede continuar en {{organization-name}}:",
    },
    magicLink: {
      subject: "Inicie sesión en {{organization-name}}",
      text: "Puede iniciar sesión sin contraseña, una sola vez y durante {{expiry-time}} minutos.",
      action: "Iniciar sesión",
    },
    confirmNewEmail: {
      subject: "Confirme su nueva dirección de correo",
      text: "La cuenta {{user-name}} en {{organization-name}} va a tener esta dirección de correo. Confírmela, por favor.",
      action: "Confirmar la dirección",
    },
    emailWillChange: {
      subject: "Su dirección de correo va a cambiar",
      text: "La cuenta {{user-name}} en {{organization-name}} va a tener otra dirección de correo: {{verification-pending-email}}. Si no ha sido usted, avise enseguida a los administradores.",
    },
    accountMade: {
      subject: "Bienvenido a {{organization-name}}",
      text: "Su cuenta {{user-name}} se ha creado.",
    },
    accountActive: {
      subject: "Su cuenta está lista",
      text: "Ya puede usar su cuenta {{user-name}} en {{organization-name}}.",
    },
    lockedForAWhile: {
      subject: "Su cuenta está bloqueada por un tiempo",
      text: "Ha habido demasiados intentos fallidos de iniciar sesión como {{user-name}} en {{organization-name}}. Puede volver a intentarlo en {{lock-duration}} minutos. Si no ha sido usted, elija una contraseña nueva.",
      action: "Elegir una contraseña",
    },
    locked: {
      subject: "Su cuenta está bloqueada",
      text: "La cuenta {{user-name}} en {{organization-name}} se ha bloqueado. Sus administradores pueden desbloquearla.",
    },
    unlocked: {
      subject: "Su cuenta está desbloqueada",
      text: "Puede volver a iniciar sesión como {{user-name}} en {{organization-name}}.",
    },
    enabled: {
      subject: "Su cuenta está activada",
      text: "La cuenta {{user-name}} en {{organization-name}} se puede usar de nuevo.",
    },
    disabled: {
      subject: "Su cuenta está desactivada",
      text: "La cuenta {{user-name}} en {{organization-name}} ya no se puede usar.",
    },
    waysChanged: {
      subject: "Su inicio de sesión ha cambiado",
      text: "Se añadió una forma de iniciar sesión a la cuenta {{user-name}} en {{organization-name}}, o se quitó de ella. Si no fue usted, cambie su contraseña de inmediato.",
    },
    mobileChanged: {
      subject: "Su número de móvil ha cambiado",
      text: "El número de móvil de la cuenta {{user-name}} en {{organization-name}} se cambió o se quitó. Si no fue usted, cambie su contraseña de inmediato.",
    },
    unknownDevice: {
      subject: "Inicio de sesión en un dispositivo nuevo",
      text: "Alguien ha iniciado sesión como {{user-name}} en {{organization-name}} en un dispositivo que no se había usado antes: {{login-time}}. Si no ha sido usted, cambie enseguida su contraseña.",
    },
    inviteToOrganization: {
      subject: "Invitación a {{organization-name}}",
      text: "Le invitan a ser miembro de {{organization-name}}.",
      action: "Aceptar la invitación",
    },
    impersonated: {
      subject: "Alguien actúa en su nombre",
      text: "{{impersonator-user-name}} ha iniciado sesión como {{user-name}} en {{organization-name}}: {{login-time}}.",
    },
    decide: {
      subject: "Decida sobre una solicitud",
      text: "{{application-name}} pide actuar por su cuenta {{user-name}} en {{organization-name}}. Dice: {{binding-message}}",
      action: "Ver la solicitud",
    },
    idle: {
      subject: "Hace mucho que no inicia sesión",
      text: "Su cuenta en {{organization-name}} lleva mucho tiempo sin usarse. Inicie sesión para conservarla.",
    },
  },
  sms: {
    confirmAccount: "{{confirmation-code}} confirma su cuenta en {{organization-name}}.",
    resetPassword: "{{confirmation-code}} es su código para una contraseña nueva en {{organization-name}}.",
    passwordWasReset: "Su contraseña en {{organization-name}} ha cambiado.",
    recoverUserName: "Su nombre de usuario en {{organization-name}} es {{user-name}}.",
    confirmMobile: "{{confirmation-code}} confirma su número en {{organization-name}}.",
    signInCode: "{{confirmation-code}} es su código para {{application-name}}, durante {{otp-expiry-time}} minutos.",
    verificationCode: "{{confirmation-code}} es su código para {{organization-name}}.",
    mustResetPassword:
      "{{organization-name}} le pide una contraseña nueva. Inicie sesión con {{confirmation-code}} en lugar de la anterior, en 10 minutos.",
    inviteByCode: "{{confirmation-code}} es su código para elegir una contraseña en {{organization-name}}.",
    decide: "{{application-name}} pide su cuenta: {{binding-message}}. Decida aquí: {{ciba-auth-url}}",
  },
};
