import type { Language } from "./language.ts";

/** The ways to sign in that have words of their own; a connection is called by its name. */
export type Way =
  | "BasicAuthenticator"
  | "IdentifierExecutor"
  | "FIDOAuthenticator"
  | "totp"
  | "email-otp-authenticator"
  | "sms-otp-authenticator"
  | "MagicLinkAuthenticator"
  | "backup-code-authenticator";

export interface WayWords {
  readonly heading: string;
  readonly purpose: string;
  /** Above the other ways of the same step. */
  readonly or: string;
  /** Back to the choice. */
  readonly another: string;
  /** That second factors are not asked for again. */
  readonly rememberDevice: string;
  readonly submit: string;
  readonly ways: Readonly<Record<Way, string>>;
  /** Of a way without words here: the connection's name. */
  readonly connection: string;
  readonly alerts: Readonly<
    Record<
      "wrong_code" | "code_expired" | "passkey_failed" | "connection_failed" | "no_account" | "starts_over",
      string
    >
  >;
}

/** The words of choosing how to sign in, in every language. */
export const wayWords: Readonly<Record<Language, WayWords>> = {
  en: {
    heading: "How do you want to sign in?",
    purpose: "to continue to {application}",
    or: "or",
    another: "Sign in another way",
    rememberDevice: "Do not ask on this device for 30 days",
    submit: "Continue",
    ways: {
      BasicAuthenticator: "Username and password",
      IdentifierExecutor: "Username",
      FIDOAuthenticator: "Passkey",
      totp: "Authenticator app",
      "email-otp-authenticator": "Code by email",
      "sms-otp-authenticator": "Code by text message",
      MagicLinkAuthenticator: "Link by email",
      "backup-code-authenticator": "Backup code",
    },
    connection: "Continue with {connection}",
    alerts: {
      wrong_code: "This code is not right. Please try again.",
      code_expired: "This code is no longer valid. Please ask for a new one.",
      passkey_failed: "The passkey could not be used. Please try again or choose another way.",
      connection_failed: "The other service did not sign you in. Please try again or choose another way.",
      no_account: "There is no account here that belongs to this sign-in.",
      starts_over: "Something about your account has changed meanwhile. Please sign in again.",
    },
  },
  de: {
    heading: "Wie möchten Sie sich anmelden?",
    purpose: "um fortzufahren mit {application}",
    or: "oder",
    another: "Anders anmelden",
    rememberDevice: "Auf diesem Gerät 30 Tage lang nicht fragen",
    submit: "Weiter",
    ways: {
      BasicAuthenticator: "Benutzername und Passwort",
      IdentifierExecutor: "Benutzername",
      FIDOAuthenticator: "Passkey",
      totp: "Authenticator-App",
      "email-otp-authenticator": "Code per E-Mail",
      "sms-otp-authenticator": "Code per SMS",
      MagicLinkAuthenticator: "Link per E-Mail",
      "backup-code-authenticator": "Ersatzcode",
    },
    connection: "Weiter mit {connection}",
    alerts: {
      wrong_code: "Dieser Code ist nicht richtig. Bitte versuchen Sie es noch einmal.",
      code_expired: "Dieser Code gilt nicht mehr. Bitte fordern Sie einen neuen an.",
      passkey_failed:
        "Der Passkey konnte nicht verwendet werden. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
      connection_failed:
        "Der andere Dienst hat Sie nicht angemeldet. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
      no_account: "Zu dieser Anmeldung gehört hier kein Konto.",
      starts_over: "An Ihrem Konto hat sich inzwischen etwas geändert. Bitte melden Sie sich noch einmal an.",
    },
  },
  fr: {
    heading: "Comment souhaitez-vous vous connecter ?",
    purpose: "pour continuer vers {application}",
    or: "ou",
    another: "Se connecter autrement",
    rememberDevice: "Ne plus demander sur cet appareil pendant 30 jours",
    submit: "Continuer",
    ways: {
      BasicAuthenticator: "Nom d’utilisateur et mot de passe",
      IdentifierExecutor: "Nom d’utilisateur",
      FIDOAuthenticator: "Clé d’accès",
      totp: "Application d’authentification",
      "email-otp-authenticator": "Code par e-mail",
      "sms-otp-authenticator": "Code par SMS",
      MagicLinkAuthenticator: "Lien par e-mail",
      "backup-code-authenticator": "Code de secours",
    },
    connection: "Continuer avec {connection}",
    alerts: {
      wrong_code: "Ce code n’est pas correct. Veuillez réessayer.",
      code_expired: "Ce code n’est plus valable. Veuillez en demander un autre.",
      passkey_failed: "La clé d’accès n’a pas pu être utilisée. Réessayez ou choisissez un autre moyen.",
      connection_failed: "L’autre service ne vous a pas connecté. Réessayez ou choisissez un autre moyen.",
      no_account: "Aucun compte ici ne correspond à cette connexion.",
      starts_over: "Votre compte a été modifié entre-temps. Veuillez vous reconnecter.",
    },
  },
  es: {
    heading: "¿Cómo quiere iniciar sesión?",
    purpose: "para continuar en {application}",
    or: "o",
    another: "Iniciar sesión de otra manera",
    rememberDevice: "No volver a preguntar en este dispositivo durante 30 días",
    submit: "Continuar",
    ways: {
      BasicAuthenticator: "Usuario y contraseña",
      IdentifierExecutor: "Usuario",
      FIDOAuthenticator: "Llave de acceso",
      totp: "Aplicación de autenticación",
      "email-otp-authenticator": "Código por correo",
      "sms-otp-authenticator": "Código por SMS",
      MagicLinkAuthenticator: "Enlace por correo",
      "backup-code-authenticator": "Código de respaldo",
    },
    connection: "Continuar con {connection}",
    alerts: {
      wrong_code: "Este código no es correcto. Inténtelo de nuevo.",
      code_expired: "Este código ya no es válido. Pida otro.",
      passkey_failed: "No se pudo usar la llave de acceso. Inténtelo de nuevo o elija otra manera.",
      connection_failed: "El otro servicio no inició su sesión. Inténtelo de nuevo o elija otra manera.",
      no_account: "Aquí no hay ninguna cuenta que corresponda a este inicio de sesión.",
      starts_over: "Mientras tanto, algo ha cambiado en su cuenta. Inicie sesión de nuevo.",
    },
  },
  ja: {
    heading: "サインイン方法の選択",
    purpose: "{application} に進みます",
    or: "または",
    another: "別の方法でサインイン",
    rememberDevice: "このデバイスでは 30 日間確認しない",
    submit: "続ける",
    ways: {
      BasicAuthenticator: "ユーザー名とパスワード",
      IdentifierExecutor: "ユーザー名",
      FIDOAuthenticator: "パスキー",
      totp: "認証アプリ",
      "email-otp-authenticator": "メールで届くコード",
      "sms-otp-authenticator": "SMS で届くコード",
      MagicLinkAuthenticator: "メールで届くリンク",
      "backup-code-authenticator": "バックアップコード",
    },
    connection: "{connection} で続ける",
    alerts: {
      wrong_code: "コードが正しくありません。もう一度お試しください。",
      code_expired: "このコードは無効になりました。新しいコードを請求してください。",
      passkey_failed: "パスキーを使用できませんでした。もう一度試すか、別の方法を選んでください。",
      connection_failed: "外部サービスでサインインできませんでした。もう一度試すか、別の方法を選んでください。",
      no_account: "このサインインに対応するアカウントがありません。",
      starts_over: "その間にアカウントの情報が変更されました。もう一度サインインしてください。",
    },
  },
  ar: {
    heading: "كيف تريد تسجيل الدخول؟",
    purpose: "للمتابعة إلى {application}",
    or: "أو",
    another: "تسجيل الدخول بطريقة أخرى",
    rememberDevice: "عدم السؤال على هذا الجهاز لمدة 30 يومًا",
    submit: "متابعة",
    ways: {
      BasicAuthenticator: "اسم المستخدم وكلمة المرور",
      IdentifierExecutor: "اسم المستخدم",
      FIDOAuthenticator: "مفتاح المرور",
      totp: "تطبيق المصادقة",
      "email-otp-authenticator": "رمز عبر البريد الإلكتروني",
      "sms-otp-authenticator": "رمز عبر رسالة نصية",
      MagicLinkAuthenticator: "رابط عبر البريد الإلكتروني",
      "backup-code-authenticator": "رمز احتياطي",
    },
    connection: "المتابعة باستخدام {connection}",
    alerts: {
      wrong_code: "هذا الرمز غير صحيح. يُرجى المحاولة مرة أخرى.",
      code_expired: "لم يعد هذا الرمز صالحًا. يُرجى طلب رمز جديد.",
      passkey_failed: "تعذّر استخدام مفتاح المرور. حاول مرة أخرى أو اختر طريقة أخرى.",
      connection_failed: "لم تسجّل الخدمة الأخرى دخولك. حاول مرة أخرى أو اختر طريقة أخرى.",
      no_account: "لا يوجد هنا حساب مرتبط بعملية تسجيل الدخول هذه.",
      starts_over: "تغيّر شيء في حسابك أثناء ذلك. يُرجى تسجيل الدخول مرة أخرى.",
    },
  },
};
