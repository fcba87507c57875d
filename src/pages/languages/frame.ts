import type { Language } from "./language.ts";

/** The words around every page, for an organization that has a look of its own. */
export interface FrameWords {
  readonly cookiePolicy: string;
  readonly support: string;
  /** What a page's title begins with when it says that something went wrong. */
  readonly error: string;
}

export const frameWords: Readonly<Record<Language, FrameWords>> = {
  en: { cookiePolicy: "Cookie policy", support: "Support", error: "Error" },
  de: { cookiePolicy: "Cookie-Richtlinie", support: "Hilfe", error: "Fehler" },
  fr: { cookiePolicy: "Politique relative aux cookies", support: "Assistance", error: "Erreur" },
  es: { cookiePolicy: "Política de cookies", support: "Ayuda", error: "Error" },
  ja: { cookiePolicy: "クッキーポリシー", support: "サポート", error: "エラー" },
  ar: { cookiePolicy: "سياسة ملفات تعريف الارتباط", support: "الدعم", error: "خطأ" },
};
