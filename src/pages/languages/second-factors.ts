import type { Language } from "./language.ts";

export interface SecondFactorWords {
  readonly totp: {
    readonly heading: string;
    readonly text: string;
    readonly code: string;
    readonly submit: string;
    /** Of setting the app up. */
    readonly newHeading: string;
    readonly newText: string;
    /** What the QR code is, for those who do not see it. */
    readonly picture: string;
    /** Above the secret. */
    readonly byHand: string;
  };
  readonly backupCode: {
    readonly heading: string;
    readonly text: string;
    readonly code: string;
    readonly submit: string;
  };
}

/** The words of the authenticator app and of backup codes, in every language. */
export const secondFactorWords: Readonly<Record<Language, SecondFactorWords>> = {
  en: {
    totp: {
      heading: "Authenticator app",
      text: "Enter the code that your authenticator app shows for this account.",
      code: "Code from the app",
      submit: "Continue",
      newHeading: "Set up your authenticator app",
      newText: "Scan this picture with an authenticator app. Then enter the code that the app shows.",
      picture: "QR code for your authenticator app; the key below says the same",
      byHand: "If you cannot scan it, type this key into the app:",
    },
    backupCode: {
      heading: "Backup code",
      text: "Enter one of the backup codes that you have kept. Each of them works once.",
      code: "Backup code",
      submit: "Continue",
    },
  },
  de: {
    totp: {
      heading: "Authenticator-App",
      text: "Geben Sie den Code ein, den Ihre Authenticator-App für dieses Konto anzeigt.",
      code: "Code aus der App",
      submit: "Weiter",
      newHeading: "Authenticator-App einrichten",
      newText: "Scannen Sie dieses Bild mit einer Authenticator-App. Geben Sie dann den Code ein, den die App anzeigt.",
      picture: "QR-Code für Ihre Authenticator-App; der Schlüssel darunter sagt dasselbe",
      byHand: "Wenn Sie ihn nicht scannen können, geben Sie diesen Schlüssel in die App ein:",
    },
    backupCode: {
      heading: "Ersatzcode",
      text: "Geben Sie einen der Ersatzcodes ein, die Sie aufbewahrt haben. Jeder gilt einmal.",
      code: "Ersatzcode",
      submit: "Weiter",
    },
  },
  fr: {
    totp: {
      heading: "Application d’authentification",
      text: "Saisissez le code que votre application d’authentification affiche pour ce compte.",
      code: "Code de l’application",
      submit: "Continuer",
      newHeading: "Configurer votre application d’authentification",
      newText:
        "Scannez cette image avec une application d’authentification. Saisissez ensuite le code qu’elle affiche.",
      picture: "Code QR pour votre application d’authentification ; la clé ci-dessous dit la même chose",
      byHand: "Si vous ne pouvez pas le scanner, saisissez cette clé dans l’application :",
    },
    backupCode: {
      heading: "Code de secours",
      text: "Saisissez l’un des codes de secours que vous avez conservés. Chacun ne sert qu’une fois.",
      code: "Code de secours",
      submit: "Continuer",
    },
  },
  es: {
    totp: {
      heading: "Aplicación de autenticación",
      text: "Escriba el código que su aplicación de autenticación muestra para esta cuenta.",
      code: "Código de la aplicación",
      submit: "Continuar",
      newHeading: "Configure su aplicación de autenticación",
      newText: "Escanee esta imagen con una aplicación de autenticación. Después escriba el código que muestra.",
      picture: "Código QR para su aplicación de autenticación; la clave de abajo dice lo mismo",
      byHand: "Si no puede escanearlo, escriba esta clave en la aplicación:",
    },
    backupCode: {
      heading: "Código de respaldo",
      text: "Escriba uno de los códigos de respaldo que guardó. Cada uno sirve una sola vez.",
      code: "Código de respaldo",
      submit: "Continuar",
    },
  },
  ja: {
    totp: {
      heading: "認証アプリ",
      text: "このアカウントについて認証アプリに表示されているコードを入力してください。",
      code: "アプリのコード",
      submit: "続ける",
      newHeading: "認証アプリの設定",
      newText: "認証アプリでこの画像を読み取り、アプリに表示されたコードを入力してください。",
      picture: "認証アプリ用の QR コード。下のキーと同じ内容です",
      byHand: "読み取れない場合は、次のキーをアプリに入力してください。",
    },
    backupCode: {
      heading: "バックアップコード",
      text: "保管しているバックアップコードを 1 つ入力してください。各コードは 1 回だけ使えます。",
      code: "バックアップコード",
      submit: "続ける",
    },
  },
  ar: {
    totp: {
      heading: "تطبيق المصادقة",
      text: "أدخل الرمز الذي يعرضه تطبيق المصادقة لهذا الحساب.",
      code: "الرمز من التطبيق",
      submit: "متابعة",
      newHeading: "إعداد تطبيق المصادقة",
      newText: "امسح هذه الصورة ضوئيًا باستخدام تطبيق مصادقة، ثم أدخل الرمز الذي يعرضه التطبيق.",
      picture: "رمز QR لتطبيق المصادقة؛ المفتاح أدناه يؤدي الغرض نفسه",
      byHand: "إذا تعذّر المسح، فأدخل هذا المفتاح في التطبيق:",
    },
    backupCode: {
      heading: "رمز احتياطي",
      text: "أدخل أحد الرموز الاحتياطية التي احتفظت بها. يُستخدم كل رمز مرة واحدة.",
      code: "رمز احتياطي",
      submit: "متابعة",
    },
  },
};
