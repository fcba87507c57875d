import type { Language } from "./language.ts";

/** What can be wrong with a step that has no words elsewhere. */
export type FlowFault = "missing" | "mobile number" | "connection" | "passkey";

/** The words of flows that an organization has designed, beside its own. */
export interface FlowWords {
  /** The label of a field. */
  readonly mobile: string;
  readonly faults: Readonly<Record<FlowFault, string>>;
  readonly signIn: Readonly<Record<"heading" | "text" | "submit" | "done", string>>;
}

/** In every language. */
export const flowWords: Readonly<Record<Language, FlowWords>> = {
  en: {
    mobile: "Mobile number",
    faults: {
      missing: "Please fill in everything that is asked for here.",
      "mobile number": "Please enter a mobile number that you can be reached at.",
      connection: "That did not work. Please try again, or go on without it.",
      passkey: "No passkey was made. Please try again.",
    },
    signIn: {
      heading: "Your account is ready",
      text: "If this is your account, go on and you are signed in with this browser.",
      submit: "Continue",
      done: "You are signed in with this browser.",
    },
  },
  de: {
    mobile: "Mobilnummer",
    faults: {
      missing: "Bitte füllen Sie alles aus, wonach hier gefragt wird.",
      "mobile number": "Bitte geben Sie eine Mobilnummer ein, unter der Sie erreichbar sind.",
      connection: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal oder fahren Sie ohne fort.",
      passkey: "Es wurde kein Passkey angelegt. Bitte versuchen Sie es noch einmal.",
    },
    signIn: {
      heading: "Ihr Konto ist bereit",
      text: "Wenn das Ihr Konto ist, fahren Sie fort: Dann sind Sie in diesem Browser angemeldet.",
      submit: "Weiter",
      done: "Sie sind in diesem Browser angemeldet.",
    },
  },
  fr: {
    mobile: "Numéro de mobile",
    faults: {
      missing: "Remplissez tout ce qui est demandé ici.",
      "mobile number": "Saisissez un numéro de mobile auquel vous êtes joignable.",
      connection: "Cela n’a pas fonctionné. Réessayez ou continuez sans.",
      passkey: "Aucune clé d’accès n’a été créée. Réessayez.",
    },
    signIn: {
      heading: "Votre compte est prêt",
      text: "Si ce compte est le vôtre, continuez : vous serez connecté dans ce navigateur.",
      submit: "Continuer",
      done: "Vous êtes connecté dans ce navigateur.",
    },
  },
  es: {
    mobile: "Número de móvil",
    faults: {
      missing: "Rellene todo lo que se pide aquí.",
      "mobile number": "Introduzca un número de móvil en el que se le pueda localizar.",
      connection: "No ha funcionado. Inténtelo de nuevo o continúe sin ello.",
      passkey: "No se ha creado ninguna clave de acceso. Inténtelo de nuevo.",
    },
    signIn: {
      heading: "Su cuenta está lista",
      text: "Si esta cuenta es la suya, continúe y habrá iniciado sesión en este navegador.",
      submit: "Continuar",
      done: "Ha iniciado sesión en este navegador.",
    },
  },
  ja: {
    mobile: "携帯電話番号",
    faults: {
      missing: "必要な項目をすべて入力してください。",
      "mobile number": "連絡の取れる携帯電話番号を入力してください。",
      connection: "うまくいきませんでした。もう一度試すか、使わずに進んでください。",
      passkey: "パスキーは作成されませんでした。もう一度お試しください。",
    },
    signIn: {
      heading: "アカウントの準備ができました",
      text: "ご自身のアカウントであれば、続けるとこのブラウザーでサインインします。",
      submit: "続ける",
      done: "このブラウザーでサインインしました。",
    },
  },
  ar: {
    mobile: "رقم الجوال",
    faults: {
      missing: "يُرجى ملء كل ما هو مطلوب هنا.",
      "mobile number": "يُرجى إدخال رقم جوال يمكن الوصول إليك عليه.",
      connection: "لم ينجح ذلك. حاول مرة أخرى أو تابع من دونه.",
      passkey: "لم يُنشأ مفتاح مرور. حاول مرة أخرى.",
    },
    signIn: {
      heading: "حسابك جاهز",
      text: "إذا كان هذا حسابك فتابع، وستكون قد سجّلت الدخول في هذا المتصفح.",
      submit: "متابعة",
      done: "لقد سجّلت الدخول في هذا المتصفح.",
    },
  },
};
