import type { Language } from "./language.ts";

export interface InvitationWords {
  readonly heading: string;
  /** `{user}`, `{organization}`. */
  readonly text: string;
  readonly accept: string;
  readonly decline: string;
  readonly accepted: Readonly<Record<"heading" | "text", string>>;
  readonly declined: Readonly<Record<"heading" | "text", string>>;
  readonly gone: Readonly<Record<"heading" | "text", string>>;
}

/** The words of invitations into organizations, in every language. */
export const invitationWords: Readonly<Record<Language, InvitationWords>> = {
  en: {
    heading: "You are invited",
    text: "{user} is invited to become a member of {organization}.",
    accept: "Accept the invitation",
    decline: "Decline it",
    declined: {
      heading: "You have declined",
      text: "Nothing has changed, and the link works no more. If you change your mind, ask for another invitation.",
    },
    accepted: { heading: "You are a member now", text: "You can sign in to the organization with your own account." },
    gone: {
      heading: "This invitation cannot be used",
      text: "It was used already, withdrawn, or is too old. Ask for another one.",
    },
  },
  de: {
    heading: "Sie sind eingeladen",
    text: "{user} ist eingeladen, Mitglied von {organization} zu werden.",
    accept: "Einladung annehmen",
    decline: "Ablehnen",
    declined: {
      heading: "Sie haben abgelehnt",
      text: "Es hat sich nichts geändert, und der Link gilt nicht mehr. Wenn Sie es sich anders überlegen, bitten Sie um eine neue Einladung.",
    },
    accepted: {
      heading: "Sie sind jetzt Mitglied",
      text: "Sie können sich mit Ihrem eigenen Konto bei der Organisation anmelden.",
    },
    gone: {
      heading: "Diese Einladung gilt nicht",
      text: "Sie wurde schon verwendet, zurückgezogen oder ist zu alt. Bitten Sie um eine neue.",
    },
  },
  fr: {
    heading: "Vous êtes invité",
    text: "{user} est invité à devenir membre de {organization}.",
    accept: "Accepter l’invitation",
    decline: "La refuser",
    declined: {
      heading: "Vous avez refusé",
      text: "Rien n’a changé et le lien n’est plus valable. Si vous changez d’avis, demandez une autre invitation.",
    },
    accepted: {
      heading: "Vous êtes maintenant membre",
      text: "Vous pouvez vous connecter à l’organisation avec votre propre compte.",
    },
    gone: {
      heading: "Cette invitation n’est pas valable",
      text: "Elle a déjà servi, a été retirée ou est trop ancienne. Demandez-en une autre.",
    },
  },
  es: {
    heading: "Tiene una invitación",
    text: "{user} tiene una invitación para ser miembro de {organization}.",
    accept: "Aceptar la invitación",
    decline: "Rechazarla",
    declined: {
      heading: "Ha rechazado la invitación",
      text: "No ha cambiado nada y el enlace ya no sirve. Si cambia de opinión, pida otra invitación.",
    },
    accepted: { heading: "Ya es miembro", text: "Puede iniciar sesión en la organización con su propia cuenta." },
    gone: { heading: "Esta invitación no sirve", text: "Ya se usó, se retiró o es demasiado antigua. Pida otra." },
  },
  ja: {
    heading: "招待が届いています",
    text: "{user} さんは {organization} のメンバーに招待されています。",
    accept: "招待を受ける",
    decline: "辞退する",
    declined: {
      heading: "招待を辞退しました",
      text: "何も変更されていません。このリンクはもう使用できません。お考えが変わったときは、新しい招待を依頼してください。",
    },
    accepted: { heading: "メンバーになりました", text: "ご自分のアカウントで組織にサインインできます。" },
    gone: {
      heading: "この招待は使用できません",
      text: "すでに使用されたか、取り消されたか、期限が切れています。新しい招待を依頼してください。",
    },
  },
  ar: {
    heading: "لديك دعوة",
    text: "{user} مدعوّ للانضمام إلى {organization}.",
    accept: "قبول الدعوة",
    decline: "رفضها",
    declined: { heading: "رفضتَ الدعوة", text: "لم يتغيّر شيء، ولم يعد الرابط صالحًا. إن غيّرت رأيك فاطلب دعوة أخرى." },
    accepted: { heading: "أصبحت عضوًا الآن", text: "يمكنك تسجيل الدخول إلى المؤسسة بحسابك الخاص." },
    gone: { heading: "لا يمكن استخدام هذه الدعوة", text: "استُخدمت من قبل أو سُحبت أو انتهت مدتها. اطلب دعوة أخرى." },
  },
};
