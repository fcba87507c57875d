import type { Language } from "./language.ts";

export interface PasskeyWords {
  readonly heading: string;
  readonly text: string;
  readonly submit: string;
  /** `none`: the person is asked for one, and has none. */
  readonly create: Readonly<Record<"heading" | "none" | "text" | "submit", string>>;
  /** When the device or the person has not gone through with it. */
  readonly stopped: string;
  readonly unsupported: string;
  /** Where scripts do not run. */
  readonly needsScript: string;
}

/** The words of the page for passkeys, in every language. */
export const passkeyWords: Readonly<Record<Language, PasskeyWords>> = {
  en: {
    heading: "Sign in with your passkey",
    text: "Your device asks for your fingerprint, your face or your PIN.",
    submit: "Use passkey",
    create: {
      heading: "Create a passkey",
      none: "You have no passkey yet.",
      text: "Create a passkey on this device or on a security key: it is unlocked by your fingerprint, your face or your PIN, which stay with you.",
      submit: "Create passkey",
    },
    stopped: "No passkey was used. Try again or choose another way.",
    unsupported: "This browser cannot use passkeys. Choose another way or another browser.",
    needsScript: "Passkeys need JavaScript, which is switched off in this browser.",
  },
  de: {
    heading: "Mit Ihrem Passkey anmelden",
    text: "Ihr Gerät fragt nach Ihrem Fingerabdruck, Ihrem Gesicht oder Ihrer PIN.",
    submit: "Passkey verwenden",
    create: {
      heading: "Passkey erstellen",
      none: "Sie haben noch keinen Passkey.",
      text: "Erstellen Sie einen Passkey auf diesem Gerät oder auf einem Sicherheitsschlüssel: Er wird mit Fingerabdruck, Gesicht oder PIN entsperrt, und diese bleiben bei Ihnen.",
      submit: "Passkey erstellen",
    },
    stopped: "Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
    unsupported:
      "Dieser Browser kann keine Passkeys verwenden. Wählen Sie einen anderen Weg oder einen anderen Browser.",
    needsScript: "Passkeys brauchen JavaScript, das in diesem Browser ausgeschaltet ist.",
  },
  fr: {
    heading: "Se connecter avec votre clé d’accès",
    text: "Votre appareil demande votre empreinte, votre visage ou votre code PIN.",
    submit: "Utiliser la clé d’accès",
    create: {
      heading: "Créer une clé d’accès",
      none: "Vous n’avez pas encore de clé d’accès.",
      text: "Créez une clé d’accès sur cet appareil ou sur une clé de sécurité : elle se déverrouille avec votre empreinte, votre visage ou votre code PIN, qui restent chez vous.",
      submit: "Créer la clé d’accès",
    },
    stopped: "Aucune clé d’accès n’a été utilisée. Réessayez ou choisissez un autre moyen.",
    unsupported:
      "Ce navigateur ne prend pas en charge les clés d’accès. Choisissez un autre moyen ou un autre navigateur.",
    needsScript: "Les clés d’accès ont besoin de JavaScript, qui est désactivé dans ce navigateur.",
  },
  es: {
    heading: "Inicie sesión con su llave de acceso",
    text: "Su dispositivo le pide la huella, el rostro o el PIN.",
    submit: "Usar la llave de acceso",
    create: {
      heading: "Cree una llave de acceso",
      none: "Aún no tiene ninguna llave de acceso.",
      text: "Cree una llave de acceso en este dispositivo o en una llave de seguridad: se desbloquea con su huella, su rostro o su PIN, que no salen de ahí.",
      submit: "Crear la llave de acceso",
    },
    stopped: "No se usó ninguna llave de acceso. Inténtelo de nuevo o elija otra manera.",
    unsupported: "Este navegador no admite llaves de acceso. Elija otra manera u otro navegador.",
    needsScript: "Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador.",
  },
  ja: {
    heading: "パスキーでサインイン",
    text: "端末で指紋、顔、または PIN による確認が求められます。",
    submit: "パスキーを使用",
    create: {
      heading: "パスキーの作成",
      none: "パスキーがまだありません。",
      text: "この端末またはセキュリティキーにパスキーを作成してください。指紋、顔、PIN で解除され、それらの情報が外に出ることはありません。",
      submit: "パスキーを作成",
    },
    stopped: "パスキーは使用されませんでした。もう一度試すか、別の方法を選んでください。",
    unsupported: "このブラウザーではパスキーを使用できません。別の方法または別のブラウザーを選んでください。",
    needsScript: "パスキーには JavaScript が必要ですが、このブラウザーでは無効になっています。",
  },
  ar: {
    heading: "تسجيل الدخول بمفتاح المرور",
    text: "سيطلب جهازك بصمة إصبعك أو وجهك أو رمز PIN.",
    submit: "استخدام مفتاح المرور",
    create: {
      heading: "إنشاء مفتاح مرور",
      none: "ليس لديك مفتاح مرور بعد.",
      text: "أنشئ مفتاح مرور على هذا الجهاز أو على مفتاح أمان: يُفتح ببصمتك أو وجهك أو رمز PIN، وتبقى هذه البيانات لديك.",
      submit: "إنشاء مفتاح المرور",
    },
    stopped: "لم يُستخدم أي مفتاح مرور. حاول مرة أخرى أو اختر طريقة أخرى.",
    unsupported: "لا يدعم هذا المتصفح مفاتيح المرور. اختر طريقة أخرى أو متصفحًا آخر.",
    needsScript: "تحتاج مفاتيح المرور إلى JavaScript، وهو معطّل في هذا المتصفح.",
  },
};
