import type { Language } from "./language.ts";

export interface LeavingWords {
  readonly heading: string;
  readonly text: string;
  readonly link: string;
}

export interface LinkWords {
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
    heading: "Is this your account?",
    text: "There may be an account here that belongs to you. Sign in with it once, and from then on {connection} will do.",
    submit: "Sign in and link",
  },
  de: {
    heading: "Ist das Ihr Konto?",
    text: "Vielleicht haben Sie hier schon ein Konto. Melden Sie sich einmal damit an, danach genügt {connection}.",
    submit: "Anmelden und verknüpfen",
  },
  fr: {
    heading: "Est-ce votre compte ?",
    text: "Vous avez peut-être déjà un compte ici. Connectez-vous une fois avec ce compte ; ensuite, {connection} suffira.",
    submit: "Se connecter et associer",
  },
  es: {
    heading: "¿Es esta su cuenta?",
    text: "Es posible que ya tenga una cuenta aquí. Inicie sesión una vez con ella y después bastará con {connection}.",
    submit: "Iniciar sesión y vincular",
  },
  ja: {
    heading: "お持ちのアカウントですか？",
    text: "すでにここにアカウントがあるかもしれません。一度そのアカウントでサインインすると、次回からは {connection} だけで利用できます。",
    submit: "サインインして連携",
  },
  ar: {
    heading: "هل هذا حسابك؟",
    text: "ربما لديك حساب هنا بالفعل. سجّل الدخول به مرة واحدة، وبعد ذلك يكفي {connection}.",
    submit: "تسجيل الدخول والربط",
  },
};
