import type { Messages } from "./language.ts";

/** Spanish. */
export const es: Messages = {
  direction: "ltr",
  footer: "Protegido por Tessera",
  signIn: {
    heading: "Iniciar sesión",
    purpose: "para continuar en {application}",
    userName: "Nombre de usuario",
    password: "Contraseña",
    remember: "Mantener la sesión iniciada en este dispositivo",
    submit: "Iniciar sesión",
    alerts: {
      sign_in_failed: "El nombre de usuario o la contraseña no son correctos. Inténtelo de nuevo.",
      too_many_attempts: "Demasiados intentos. Espere unos minutos antes de volver a intentarlo.",
      sign_in_again: "Inicie sesión de nuevo para confirmar que es usted.",
    },
  },
  organization: {
    heading: "Iniciar sesión con su organización",
    purpose: "para continuar en {application}",
    name: "Nombre de su organización",
    email: "Su correo electrónico en su organización",
    submit: "Continuar",
    notFound: "No existe tal organización en la que se pueda usar {application}. Compruebe lo que ha escrito.",
  },
  account: {
    heading: "Elija una cuenta",
    purpose: "para continuar en {application}",
    current: "Continuar como {account}",
    other: "Usar otra cuenta",
  },
  consent: {
    heading: "{application} solicita acceso",
    signedInAs: "Su cuenta",
    organization: "Organización",
    comesFrom: "Esta aplicación viene de {host}",
    requests: "Si lo permite, {application} podrá:",
    scopes: {
      openid: "Saber que es usted quien inicia sesión",
      profile: "Ver su nombre y el resto de su perfil",
      email: "Ver su correo electrónico",
      phone: "Ver su número de teléfono",
      address: "Ver su dirección postal",
      groups: "Ver los grupos a los que pertenece",
      roles: "Ver los roles que tiene",
      internal_login: "Permitirle gestionar su propia cuenta: perfil, sesiones e inicio de sesión",
    },
    details: "Además solicita exactamente esto:",
    detailMembers: {
      type: "Tipo",
      actions: "Acciones",
      locations: "Dónde",
      datatypes: "Datos",
      identifier: "Cuál",
      privileges: "Privilegios",
    },
    remember: "Recordar mi decisión",
    destination: "Después irá a {host}.",
    approve: "Permitir",
    deny: "Denegar",
    privacyPolicy: "Política de privacidad",
    termsOfService: "Condiciones del servicio",
  },
  logout: {
    heading: "¿Cerrar sesión?",
    purpose: "Se cerrará su sesión de {organization} en este navegador.",
    signedInAs: "Su cuenta",
    approve: "Cerrar sesión",
    deny: "Mantener la sesión",
  },
  device: {
    heading: "Conectar un dispositivo",
    purpose: "Introduzca el código que muestra su dispositivo.",
    userCode: "Código",
    submit: "Continuar",
    wrong: "Este código no es correcto o ya no es válido. Mire su dispositivo e inténtelo de nuevo.",
  },
  approval: {
    warning: "Permítalo solo si lo ha iniciado usted. Si alguien le ha enviado aquí, deniéguelo.",
    compare: {
      userCode: "El código que debe mostrar su propio dispositivo",
      bindingMessage: "El mensaje que también debe mostrar la aplicación",
    },
  },
  decided: {
    allowed: { heading: "Acceso permitido", text: "Vuelva a donde empezó: allí continúa." },
    denied: { heading: "Acceso denegado", text: "No se ha compartido nada." },
    advice: "Puede cerrar esta página.",
  },
  formPost: {
    heading: "Volviendo a la aplicación",
    text: "Si no ocurre nada, continúe manualmente.",
    submit: "Continuar",
  },
  signedOut: {
    heading: "Ha cerrado la sesión",
    text: "Su sesión de {organization} en este navegador ha terminado.",
    advice: "En un ordenador compartido, cierre también el navegador.",
  },
  error: {
    code: "Código de error",
    details: "Detalles",
    correlationId: "Referencia para soporte",
    texts: {
      invalid_client: {
        heading: "Esta aplicación no se conoce aquí",
        text: "El enlace que lo trajo aquí nombra una aplicación que no está registrada. Avise a sus responsables.",
      },
      invalid_request: {
        heading: "Esta solicitud no es válida",
        text: "La aplicación envió una solicitud que no se puede entender. Vuelva a la aplicación y empiece de nuevo.",
      },
      invalid_callback: {
        heading: "Esta dirección de retorno no está registrada",
        text: "Para protegerlo, no se le envía a una dirección que la aplicación no ha registrado. Avise a sus responsables.",
      },
      unauthorized_client: {
        heading: "Esta aplicación no puede hacer eso",
        text: "La aplicación no tiene permiso para iniciar sesiones de este modo. Avise a sus responsables.",
      },
      application_disabled: {
        heading: "Esta aplicación está desactivada",
        text: "Un administrador ha desactivado esta aplicación. Consulte a su organización.",
      },
      access_denied: {
        heading: "Se denegó el acceso",
        text: "La solicitud fue denegada y no se ha compartido nada.",
      },
      forbidden: {
        heading: "No se pudo aceptar este formulario",
        text: "No procedía de la página de este navegador, así que no se cambió nada. Vuelva a la aplicación y empiece de nuevo.",
      },
      session_expired: {
        heading: "Esta página ha caducado",
        text: "Estuvo abierta demasiado tiempo o ya se usó. Vuelva a la aplicación y empiece de nuevo.",
      },
      wrong_browser: {
        heading: "Continúe donde empezó",
        text: "Este inicio de sesión comenzó en otro navegador. Vuelva a ese navegador o empiece de nuevo en este.",
      },
      not_found: {
        heading: "Aquí no hay nada",
        text: "Puede que la dirección esté mal escrita o que la página se haya movido.",
      },
      too_many_requests: {
        heading: "Demasiadas solicitudes",
        text: "Espere unos minutos e inténtelo de nuevo.",
      },
      temporarily_unavailable: {
        heading: "No disponible en este momento",
        text: "El servicio está ocupado o en mantenimiento. Inténtelo de nuevo en unos minutos.",
      },
      server_error: {
        heading: "Algo falló por nuestra parte",
        text: "No es culpa suya. Inténtelo de nuevo en un momento; si vuelve a ocurrir, comunique la referencia de abajo.",
      },
      other: {
        heading: "No se puede continuar",
        text: "Vuelva a la aplicación y empiece de nuevo.",
      },
    },
  },
};
