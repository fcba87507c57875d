import type { Language } from "./language.ts";

export interface LeavingWords {
  readonly heading: string;
  readonly text: string;
  readonly link: string;
}

export interface LinkWords {
  /** On every page that has to do with it. */
  readonly cameFrom: string;
  readonly heading: string;
  readonly text: string;
  readonly submit: string;
}

/** The words of the page that leads to another server, in every language. */
export const leavingWords: Readonly<Record<Language, LeavingWords>> = {
  en: { heading: "One moment", text: "You are being taken to {connection}.", link: "Go on now" },
  de: { heading: "Einen Moment", text: "Sie werden zu {connection} weitergeleitet.", link: "Jetzt weiter" },
  fr: { heading: "Un instant", text: "Vous allez être redirigé vers {connection}.", link: "Continuer maintenant" },
  es: { heading: "Un momento", text: "Le llevamos a {connection}.", link: "Continuar ahora" },
  ja: { heading: "お待ちください", text: "{connection} に移動しています。", link: "今すぐ進む" },
  ar: { heading: "لحظة من فضلك", text: "يجري نقلك إلى {connection}.", link: "المتابعة الآن" },
};

/** The words of the page where an account is linked with one elsewhere, in every language. */
export const linkWords: Readonly<Record<Language, LinkWords>> = {
  en: {
    cameFrom: "You came from {connection} as {account}.",
    heading: "Is this your account?",
    text: "There may be an account here that belongs to you. Sign in with it once, and from then on {connection} will do.",
    submit: "Sign in and link",
  },
  de: {
    cameFrom: "Sie kommen von {connection} als {account}.",
    heading: "Ist das Ihr Konto?",
    text: "Vielleicht haben Sie hier schon ein Konto. Melden Sie sich einmal damit an, danach genügt {connection}.",
    submit: "Anmelden und verknüpfen",
  },
  fr: {
    cameFrom: "Vous arrivez de {connection} en tant que {account}.",
    heading: "Est-ce votre compte ?",
    text: "Vous avez peut-être déjà un compte ici. Connectez-vous une fois avec ce compte ; ensuite, {connection} suffira.",
    submit: "Se connecter et associer",
  },
  es: {
    cameFrom: "Viene de {connection} como {account}.",
    heading: "¿Es esta su cuenta?",
    text: "Es posible que ya tenga una cuenta aquí. Inicie sesión una vez con ella y después bastará con {connection}.",
    submit: "Iniciar sesión y vincular",
  },
  ja: {
    cameFrom: "{connection} から {account} としてアクセスしています。",
    heading: "お持ちのアカウントですか？",
    text: "すでにここにアカウントがあるかもしれません。一度そのアカウントでサインインすると、次回からは {connection} だけで利用できます。",
    submit: "サインインして連携",
  },
  ar: {
    cameFrom: "لقد أتيت من {connection} باسم {account}.",
    heading: "هل هذا حسابك؟",
    text: "ربما لديك حساب هنا بالفعل. سجّل الدخول به مرة واحدة، وبعد ذلك يكفي {connection}.",
    submit: "تسجيل الدخول والربط",
  },
};

export interface JoinWords {
  readonly heading: string;
  /** Above what is kept. */
  readonly keeps: string;
  /** Where nothing is kept but that they are there. */
  readonly text: string;
  readonly submit: string;
}

/** The words of the page that asks whether somebody from elsewhere becomes a user here, in every language. */
export const joinWords: Readonly<Record<Language, JoinWords>> = {
  en: {
    heading: "Shall we make you an account?",
    keeps: "You have none here yet. This is what we keep of you:",
    text: "You have none here yet.",
    submit: "Agree and create the account",
  },
  de: {
    heading: "Sollen wir ein Konto für Sie anlegen?",
    keeps: "Sie haben hier noch keines. Das speichern wir von Ihnen:",
    text: "Sie haben hier noch keines.",
    submit: "Zustimmen und Konto anlegen",
  },
  fr: {
    heading: "Créer un compte pour vous ?",
    keeps: "Vous n’en avez pas encore ici. Voici ce que nous conservons :",
    text: "Vous n’en avez pas encore ici.",
    submit: "Accepter et créer le compte",
  },
  es: {
    heading: "¿Le creamos una cuenta?",
    keeps: "Todavía no tiene ninguna aquí. Esto es lo que guardamos de usted:",
    text: "Todavía no tiene ninguna aquí.",
    submit: "Aceptar y crear la cuenta",
  },
  ja: {
    heading: "アカウントを作成しますか？",
    keeps: "ここにはまだアカウントがありません。次の情報を保存します。",
    text: "ここにはまだアカウントがありません。",
    submit: "同意してアカウントを作成",
  },
  ar: {
    heading: "هل ننشئ لك حسابًا؟",
    keeps: "ليس لديك حساب هنا بعد. هذا ما نحتفظ به عنك:",
    text: "ليس لديك حساب هنا بعد.",
    submit: "الموافقة وإنشاء الحساب",
  },
};
