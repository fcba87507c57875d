import type { Language } from "./language.ts";

export interface SentWords {
  readonly codeHeading: Readonly<Record<"email" | "sms", string>>;
  /** `{address}`: what may be told of it. */
  readonly codeSent: string;
  /** Where nobody may know whether there is an account. */
  readonly codeMaybe: string;
  readonly code: string;
  readonly codeAgain: string;
  readonly linkHeading: string;
  readonly linkSent: string;
  readonly linkMaybe: string;
  readonly linkHere: string;
  readonly linkAgain: string;
  readonly confirmHeading: string;
  readonly confirm: string;
}

/** The words of codes and links that were sent, in every language. */
export const sentWords: Readonly<Record<Language, SentWords>> = {
  en: {
    codeHeading: { email: "Check your email", sms: "Check your messages" },
    codeSent: "A code was sent to {address}. It can be used once within 10 minutes.",
    codeMaybe:
      "If there is an account with this name, a code is on its way to it. It can be used once within 10 minutes.",
    code: "Code",
    codeAgain: "Send a new code",
    linkHeading: "Check your email",
    linkSent: "A link was sent to {address}. It can be used once within 10 minutes.",
    linkMaybe:
      "If there is an account with this name, a link is on its way to it. It can be used once within 10 minutes.",
    linkHere: "Open the link in this browser.",
    linkAgain: "Send a new link",
    confirmHeading: "Do you want to sign in?",
    confirm: "Sign in",
  },
  de: {
    codeHeading: { email: "Sehen Sie in Ihre E-Mails", sms: "Sehen Sie in Ihre Nachrichten" },
    codeSent: "Ein Code wurde an {address} gesendet. Er gilt einmal und 10 Minuten lang.",
    codeMaybe:
      "Gibt es ein Konto mit diesem Namen, ist ein Code dorthin unterwegs. Er gilt einmal und 10 Minuten lang.",
    code: "Code",
    codeAgain: "Neuen Code senden",
    linkHeading: "Sehen Sie in Ihre E-Mails",
    linkSent: "Ein Link wurde an {address} gesendet. Er gilt einmal und 10 Minuten lang.",
    linkMaybe:
      "Gibt es ein Konto mit diesem Namen, ist ein Link dorthin unterwegs. Er gilt einmal und 10 Minuten lang.",
    linkHere: "Öffnen Sie den Link in diesem Browser.",
    linkAgain: "Neuen Link senden",
    confirmHeading: "Möchten Sie sich anmelden?",
    confirm: "Anmelden",
  },
  fr: {
    codeHeading: { email: "Consultez vos e-mails", sms: "Consultez vos messages" },
    codeSent: "Un code a été envoyé à {address}. Il est valable une fois, pendant 10 minutes.",
    codeMaybe:
      "S’il existe un compte à ce nom, un code est en route vers lui. Il est valable une fois, pendant 10 minutes.",
    code: "Code",
    codeAgain: "Envoyer un nouveau code",
    linkHeading: "Consultez vos e-mails",
    linkSent: "Un lien a été envoyé à {address}. Il est valable une fois, pendant 10 minutes.",
    linkMaybe:
      "S’il existe un compte à ce nom, un lien est en route vers lui. Il est valable une fois, pendant 10 minutes.",
    linkHere: "Ouvrez le lien dans ce navigateur.",
    linkAgain: "Envoyer un nouveau lien",
    confirmHeading: "Voulez-vous vous connecter ?",
    confirm: "Se connecter",
  },
  es: {
    codeHeading: { email: "Revise su correo", sms: "Revise sus mensajes" },
    codeSent: "Se envió un código a {address}. Sirve una vez, durante 10 minutos.",
    codeMaybe: "Si existe una cuenta con este nombre, un código va en camino. Sirve una vez, durante 10 minutos.",
    code: "Código",
    codeAgain: "Enviar otro código",
    linkHeading: "Revise su correo",
    linkSent: "Se envió un enlace a {address}. Sirve una vez, durante 10 minutos.",
    linkMaybe: "Si existe una cuenta con este nombre, un enlace va en camino. Sirve una vez, durante 10 minutos.",
    linkHere: "Abra el enlace en este navegador.",
    linkAgain: "Enviar otro enlace",
    confirmHeading: "¿Quiere iniciar sesión?",
    confirm: "Iniciar sesión",
  },
  ja: {
    codeHeading: { email: "メールをご確認ください", sms: "メッセージをご確認ください" },
    codeSent: "{address} にコードを送信しました。10 分以内に一度だけ使えます。",
    codeMaybe: "この名前のアカウントがある場合は、コードをお送りしています。10 分以内に一度だけ使えます。",
    code: "コード",
    codeAgain: "新しいコードを送信",
    linkHeading: "メールをご確認ください",
    linkSent: "{address} にリンクを送信しました。10 分以内に一度だけ使えます。",
    linkMaybe: "この名前のアカウントがある場合は、リンクをお送りしています。10 分以内に一度だけ使えます。",
    linkHere: "リンクはこのブラウザーで開いてください。",
    linkAgain: "新しいリンクを送信",
    confirmHeading: "サインインしますか？",
    confirm: "サインイン",
  },
  ar: {
    codeHeading: { email: "تحقّق من بريدك الإلكتروني", sms: "تحقّق من رسائلك" },
    codeSent: "أُرسل رمز إلى {address}. يمكن استخدامه مرة واحدة خلال 10 دقائق.",
    codeMaybe: "إذا كان هناك حساب بهذا الاسم فسيصله رمز. يمكن استخدامه مرة واحدة خلال 10 دقائق.",
    code: "الرمز",
    codeAgain: "إرسال رمز جديد",
    linkHeading: "تحقّق من بريدك الإلكتروني",
    linkSent: "أُرسل رابط إلى {address}. يمكن استخدامه مرة واحدة خلال 10 دقائق.",
    linkMaybe: "إذا كان هناك حساب بهذا الاسم فسيصله رابط. يمكن استخدامه مرة واحدة خلال 10 دقائق.",
    linkHere: "افتح الرابط في هذا المتصفح.",
    linkAgain: "إرسال رابط جديد",
    confirmHeading: "هل تريد تسجيل الدخول؟",
    confirm: "تسجيل الدخول",
  },
};
