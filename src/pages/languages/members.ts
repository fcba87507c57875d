import type { Language } from "./language.ts";

export interface MemberWords {
  /** To the sign-in page of the tenant, or of the organization. */
  readonly other: string;
  /** At the tenant's, of whoever goes on to the organization from there. */
  readonly goesOn: string;
  readonly refused: string;
}

/** The words for people who sign in to an organization with an account of the tenant that it lies in, in every language. */
export const memberWords: Readonly<Record<Language, MemberWords>> = {
  en: {
    other: "Sign in with your {organization} account",
    goesOn: "You sign in with your {tenant} account and go on to {organization}.",
    refused: "This account is not a member of the organization. Sign in with another one.",
  },
  de: {
    other: "Mit Ihrem Konto bei {organization} anmelden",
    goesOn: "Sie melden sich mit Ihrem Konto bei {tenant} an und fahren bei {organization} fort.",
    refused: "Dieses Konto ist kein Mitglied der Organisation. Melden Sie sich mit einem anderen an.",
  },
  fr: {
    other: "Se connecter avec votre compte {organization}",
    goesOn: "Vous vous connectez avec votre compte {tenant} pour continuer vers {organization}.",
    refused: "Ce compte n’est pas membre de l’organisation. Connectez-vous avec un autre.",
  },
  es: {
    other: "Iniciar sesión con su cuenta de {organization}",
    goesOn: "Inicia sesión con su cuenta de {tenant} y continúa en {organization}.",
    refused: "Esta cuenta no es miembro de la organización. Inicie sesión con otra.",
  },
  ja: {
    other: "{organization} のアカウントでサインイン",
    goesOn: "{tenant} のアカウントでサインインし、{organization} に進みます。",
    refused: "このアカウントは組織のメンバーではありません。別のアカウントでサインインしてください。",
  },
  ar: {
    other: "تسجيل الدخول بحسابك في {organization}",
    goesOn: "تسجّل الدخول بحسابك في {tenant} ثم تتابع إلى {organization}.",
    refused: "هذا الحساب ليس عضوًا في المؤسسة. سجّل الدخول بحساب آخر.",
  },
};
