import type { Language } from "./language.ts";

/** What has been done, as the page says it afterwards. */
export type AccountDeed =
  | "sessionEnded"
  | "othersEnded"
  | "revoked"
  | "factorAdded"
  | "factorRemoved"
  | "passwordChanged"
  | "passkeyRenamed"
  | "deviceForgotten"
  | "linked"
  | "unlinked";

/** What went wrong. */
export type AccountFault =
  | "wrongPassword"
  | "wrongCode"
  | "tooMany"
  | "failed"
  | "linkFailed"
  | "linkTaken"
  | "lastWay";

export interface MyAccountWords {
  readonly heading: string;
  readonly signOut: string;
  readonly back: string;
  readonly sessions: Readonly<Record<"heading" | "here" | "since" | "used" | "end" | "endOthers", string>>;
  readonly applications: Readonly<Record<"heading" | "none" | "revoke", string>>;
  readonly factors: Readonly<
    Record<
      | "heading"
      | "none"
      | "app"
      | "codes"
      | "left"
      | "passkey"
      | "setUp"
      | "replace"
      | "make"
      | "remove"
      | "rename"
      | "name"
      /** At the form of a new one, and at the list. */
      | "endOthers"
      | "endOthersAt",
      string
    >
  >;
  readonly devices: Readonly<Record<"heading" | "text" | "since" | "until" | "forget", string>>;
  readonly links: Readonly<Record<"heading" | "none" | "add" | "remove", string>>;
  readonly data: Readonly<Record<"heading" | "text" | "download", string>>;
  readonly codes: Readonly<Record<"heading" | "text", string>>;
  readonly password: Readonly<Record<"heading" | "text" | "current" | "endOthers" | "submit", string>>;
  readonly again: Readonly<Record<"text" | "submit", string>>;
  readonly done: Readonly<Record<AccountDeed, string>>;
  /** Follows what was done. */
  readonly othersWereEnded: string;
  readonly faults: Readonly<Record<AccountFault, string>>;
}

/** The words of the pages where people see to their own account, in every language. */
export const myAccountWords: Readonly<Record<Language, MyAccountWords>> = {
  en: {
    heading: "My account",
    signOut: "Sign out",
    back: "Back to my account",
    sessions: {
      heading: "Where you are signed in",
      here: "This browser",
      since: "Signed in {time}",
      used: "Last used {time}",
      end: "Sign out there",
      endOthers: "Sign out everywhere else",
    },
    applications: {
      heading: "Applications with access",
      none: "No application has access.",
      revoke: "Take access back",
    },
    factors: {
      heading: "Ways to prove that it is you",
      none: "Besides the password nothing is set up.",
      app: "Authenticator app",
      codes: "Backup codes",
      left: "{count} left",
      passkey: "Passkey",
      setUp: "Set up an authenticator app",
      replace: "Set up another authenticator app",
      make: "Make new backup codes",
      remove: "Remove",
      rename: "Rename",
      name: "Name of the passkey",
      endOthers: "Sign me out everywhere else",
      endOthersAt: "Sign me out everywhere else when I change one of these",
    },
    devices: {
      heading: "Browsers that you trust",
      text: "There you are not asked for a second step.",
      since: "Since {time}",
      until: "until {time}",
      forget: "Ask again there",
    },
    links: {
      heading: "Linked accounts",
      none: "No account elsewhere is linked.",
      add: "Link an account at {connection}",
      remove: "Unlink",
    },
    data: {
      heading: "Your data",
      text: "What is known of you here, as a file.",
      download: "Download your data",
    },
    codes: {
      heading: "Your new backup codes",
      text: "Keep them where only you find them: each works once, and they are not shown again.",
    },
    password: {
      heading: "Change your password",
      text: "Leave the box ticked if somebody else may know the old one.",
      current: "Current password",
      endOthers: "Sign me out everywhere else, and take access back from applications",
      submit: "Change password",
    },
    again: {
      text: "To change how you sign in, first confirm that it is you.",
      submit: "Sign in again",
    },
    done: {
      sessionEnded: "You are signed out there.",
      othersEnded: "You are signed out everywhere else.",
      revoked: "The application has no access any more.",
      factorAdded: "It is set up.",
      factorRemoved: "It is removed.",
      passwordChanged: "Your password is changed.",
      passkeyRenamed: "The passkey has its new name.",
      deviceForgotten: "You will be asked there again.",
      linked: "The account is linked. You can sign in with it from now on.",
      unlinked: "The account is not linked any more.",
    },
    othersWereEnded: "Everywhere else you were signed out.",
    faults: {
      wrongPassword: "Your current password is not right.",
      wrongCode: "This code is not right. Please try again.",
      tooMany: "Too many attempts. Please wait a few minutes before you try again.",
      failed: "This could not be done. Please try again.",
      linkFailed: "The account could not be linked. Please try again.",
      linkTaken: "This account is linked already, with yours or with somebody else’s.",
      lastWay: "It is your only way to sign in. Set a password or add a passkey first.",
    },
  },
  de: {
    heading: "Mein Konto",
    signOut: "Abmelden",
    back: "Zurück zu meinem Konto",
    sessions: {
      heading: "Wo Sie angemeldet sind",
      here: "Dieser Browser",
      since: "Angemeldet {time}",
      used: "Zuletzt verwendet {time}",
      end: "Dort abmelden",
      endOthers: "Überall sonst abmelden",
    },
    applications: {
      heading: "Anwendungen mit Zugriff",
      none: "Keine Anwendung hat Zugriff.",
      revoke: "Zugriff zurücknehmen",
    },
    factors: {
      heading: "Womit Sie beweisen, dass Sie es sind",
      none: "Neben dem Passwort ist nichts eingerichtet.",
      app: "Authenticator-App",
      codes: "Ersatzcodes",
      left: "{count} übrig",
      passkey: "Passkey",
      setUp: "Authenticator-App einrichten",
      replace: "Andere Authenticator-App einrichten",
      make: "Neue Ersatzcodes erzeugen",
      remove: "Entfernen",
      rename: "Umbenennen",
      name: "Name des Passkeys",
      endOthers: "Überall sonst abmelden",
      endOthersAt: "Überall sonst abmelden, wenn ich hier etwas ändere",
    },
    devices: {
      heading: "Browser, denen Sie vertrauen",
      text: "Dort werden Sie nicht nach einem zweiten Schritt gefragt.",
      since: "Seit {time}",
      until: "bis {time}",
      forget: "Dort wieder fragen",
    },
    links: {
      heading: "Verknüpfte Konten",
      none: "Kein Konto bei anderen ist verknüpft.",
      add: "Konto bei {connection} verknüpfen",
      remove: "Verknüpfung lösen",
    },
    data: {
      heading: "Ihre Daten",
      text: "Was hier über Sie bekannt ist, als Datei.",
      download: "Ihre Daten herunterladen",
    },
    codes: {
      heading: "Ihre neuen Ersatzcodes",
      text: "Bewahren Sie sie dort auf, wo nur Sie sie finden: Jeder gilt einmal, und sie werden nicht noch einmal gezeigt.",
    },
    password: {
      heading: "Passwort ändern",
      text: "Lassen Sie das Häkchen stehen, wenn jemand anderes das alte kennen könnte.",
      current: "Jetziges Passwort",
      endOthers: "Überall sonst abmelden und Anwendungen den Zugriff entziehen",
      submit: "Passwort ändern",
    },
    again: {
      text: "Bestätigen Sie zuerst, dass Sie es sind, um zu ändern, wie Sie sich anmelden.",
      submit: "Noch einmal anmelden",
    },
    done: {
      sessionEnded: "Dort sind Sie abgemeldet.",
      othersEnded: "Überall sonst sind Sie abgemeldet.",
      revoked: "Die Anwendung hat keinen Zugriff mehr.",
      factorAdded: "Es ist eingerichtet.",
      factorRemoved: "Es ist entfernt.",
      passwordChanged: "Ihr Passwort ist geändert.",
      passkeyRenamed: "Der Passkey hat seinen neuen Namen.",
      deviceForgotten: "Dort werden Sie wieder gefragt.",
      linked: "Das Konto ist verknüpft. Ab jetzt können Sie sich damit anmelden.",
      unlinked: "Das Konto ist nicht mehr verknüpft.",
    },
    othersWereEnded: "Überall sonst wurden Sie abgemeldet.",
    faults: {
      wrongPassword: "Ihr jetziges Passwort ist nicht richtig.",
      wrongCode: "Dieser Code ist nicht richtig. Bitte versuchen Sie es noch einmal.",
      tooMany: "Zu viele Versuche. Bitte warten Sie einige Minuten, bevor Sie es noch einmal versuchen.",
      failed: "Das ist nicht gelungen. Bitte versuchen Sie es noch einmal.",
      linkFailed: "Das Konto konnte nicht verknüpft werden. Bitte versuchen Sie es noch einmal.",
      linkTaken: "Dieses Konto ist schon verknüpft, mit Ihrem oder dem einer anderen Person.",
      lastWay:
        "Es ist Ihre einzige Art, sich anzumelden. Legen Sie erst ein Passwort fest oder fügen Sie einen Passkey hinzu.",
    },
  },
  fr: {
    heading: "Mon compte",
    signOut: "Se déconnecter",
    back: "Retour à mon compte",
    sessions: {
      heading: "Où vous êtes connecté",
      here: "Ce navigateur",
      since: "Connexion {time}",
      used: "Dernière utilisation {time}",
      end: "Déconnecter",
      endOthers: "Se déconnecter partout ailleurs",
    },
    applications: {
      heading: "Applications ayant accès",
      none: "Aucune application n’a accès.",
      revoke: "Retirer l’accès",
    },
    factors: {
      heading: "Comment vous prouvez votre identité",
      none: "Rien n’est configuré en plus du mot de passe.",
      app: "Application d’authentification",
      codes: "Codes de secours",
      left: "{count} restants",
      passkey: "Clé d’accès",
      setUp: "Configurer une application d’authentification",
      replace: "Configurer une autre application d’authentification",
      make: "Créer de nouveaux codes de secours",
      remove: "Supprimer",
      rename: "Renommer",
      name: "Nom de la clé d’accès",
      endOthers: "Me déconnecter partout ailleurs",
      endOthersAt: "Me déconnecter partout ailleurs quand je change quelque chose ici",
    },
    devices: {
      heading: "Navigateurs de confiance",
      text: "Aucune deuxième étape ne vous y est demandée.",
      since: "Depuis {time}",
      until: "jusqu’au {time}",
      forget: "Redemander sur ce navigateur",
    },
    links: {
      heading: "Comptes associés",
      none: "Aucun compte extérieur n’est associé.",
      add: "Associer un compte chez {connection}",
      remove: "Dissocier",
    },
    data: {
      heading: "Vos données",
      text: "Ce que nous savons de vous ici, dans un fichier.",
      download: "Télécharger vos données",
    },
    codes: {
      heading: "Vos nouveaux codes de secours",
      text: "Gardez-les là où vous seul les trouverez : chacun sert une fois, et ils ne seront plus affichés.",
    },
    password: {
      heading: "Changer de mot de passe",
      text: "Laissez la case cochée si quelqu’un d’autre peut connaître l’ancien.",
      current: "Mot de passe actuel",
      endOthers: "Me déconnecter partout ailleurs et retirer l’accès aux applications",
      submit: "Changer de mot de passe",
    },
    again: {
      text: "Pour modifier votre façon de vous connecter, confirmez d’abord votre identité.",
      submit: "Se reconnecter",
    },
    done: {
      sessionEnded: "Vous y êtes déconnecté.",
      othersEnded: "Vous êtes déconnecté partout ailleurs.",
      revoked: "L’application n’a plus accès.",
      factorAdded: "C’est configuré.",
      factorRemoved: "C’est supprimé.",
      passwordChanged: "Votre mot de passe est changé.",
      passkeyRenamed: "La clé d’accès porte son nouveau nom.",
      deviceForgotten: "La question y sera de nouveau posée.",
      linked: "Le compte est associé. Vous pouvez désormais l’utiliser pour vous connecter.",
      unlinked: "Le compte n’est plus associé.",
    },
    othersWereEnded: "Vous avez été déconnecté partout ailleurs.",
    faults: {
      wrongPassword: "Votre mot de passe actuel n’est pas correct.",
      wrongCode: "Ce code n’est pas correct. Veuillez réessayer.",
      tooMany: "Trop de tentatives. Veuillez attendre quelques minutes avant de réessayer.",
      failed: "L’opération n’a pas abouti. Veuillez réessayer.",
      linkFailed: "Le compte n’a pas pu être associé. Veuillez réessayer.",
      linkTaken: "Ce compte est déjà associé, au vôtre ou à celui d’une autre personne.",
      lastWay: "C’est votre seul moyen de connexion. Définissez d’abord un mot de passe ou ajoutez une clé d’accès.",
    },
  },
  es: {
    heading: "Mi cuenta",
    signOut: "Cerrar sesión",
    back: "Volver a mi cuenta",
    sessions: {
      heading: "Dónde tiene sesión abierta",
      here: "Este navegador",
      since: "Inicio de sesión: {time}",
      used: "Último uso: {time}",
      end: "Cerrar allí la sesión",
      endOthers: "Cerrar las demás sesiones",
    },
    applications: {
      heading: "Aplicaciones con acceso",
      none: "Ninguna aplicación tiene acceso.",
      revoke: "Retirar el acceso",
    },
    factors: {
      heading: "Cómo demuestra que es usted",
      none: "Además de la contraseña no hay nada configurado.",
      app: "Aplicación de autenticación",
      codes: "Códigos de respaldo",
      left: "quedan {count}",
      passkey: "Llave de acceso",
      setUp: "Configurar una aplicación de autenticación",
      replace: "Configurar otra aplicación de autenticación",
      make: "Crear códigos de respaldo nuevos",
      remove: "Quitar",
      rename: "Cambiar nombre",
      name: "Nombre de la llave de acceso",
      endOthers: "Cerrar las demás sesiones",
      endOthersAt: "Cerrar las demás sesiones cuando cambie algo aquí",
    },
    devices: {
      heading: "Navegadores de confianza",
      text: "En ellos no se le pide un segundo paso.",
      since: "Desde {time}",
      until: "hasta {time}",
      forget: "Volver a preguntar allí",
    },
    links: {
      heading: "Cuentas vinculadas",
      none: "No hay ninguna cuenta externa vinculada.",
      add: "Vincular una cuenta de {connection}",
      remove: "Desvincular",
    },
    data: {
      heading: "Sus datos",
      text: "Lo que aquí se sabe de usted, en un archivo.",
      download: "Descargar sus datos",
    },
    codes: {
      heading: "Sus nuevos códigos de respaldo",
      text: "Guárdelos donde solo usted los encuentre: cada uno sirve una vez y no se mostrarán de nuevo.",
    },
    password: {
      heading: "Cambiar la contraseña",
      text: "Deje la casilla marcada si alguien más puede conocer la anterior.",
      current: "Contraseña actual",
      endOthers: "Cerrar las demás sesiones y retirar el acceso a las aplicaciones",
      submit: "Cambiar la contraseña",
    },
    again: {
      text: "Para cambiar cómo inicia sesión, confirme primero que es usted.",
      submit: "Iniciar sesión de nuevo",
    },
    done: {
      sessionEnded: "Allí se ha cerrado la sesión.",
      othersEnded: "Se han cerrado las demás sesiones.",
      revoked: "La aplicación ya no tiene acceso.",
      factorAdded: "Está configurado.",
      factorRemoved: "Se ha quitado.",
      passwordChanged: "Su contraseña ha cambiado.",
      passkeyRenamed: "La llave de acceso tiene su nuevo nombre.",
      deviceForgotten: "Allí se le volverá a preguntar.",
      linked: "La cuenta está vinculada. Desde ahora puede iniciar sesión con ella.",
      unlinked: "La cuenta ya no está vinculada.",
    },
    othersWereEnded: "Se han cerrado las demás sesiones.",
    faults: {
      wrongPassword: "Su contraseña actual no es correcta.",
      wrongCode: "Este código no es correcto. Inténtelo de nuevo.",
      tooMany: "Demasiados intentos. Espere unos minutos antes de volver a intentarlo.",
      failed: "No se ha podido hacer. Inténtelo de nuevo.",
      linkFailed: "No se pudo vincular la cuenta. Inténtelo de nuevo.",
      linkTaken: "Esta cuenta ya está vinculada, con la suya o con la de otra persona.",
      lastWay: "Es su única forma de iniciar sesión. Establezca antes una contraseña o añada una llave de acceso.",
    },
  },
  ja: {
    heading: "マイアカウント",
    signOut: "サインアウト",
    back: "マイアカウントに戻る",
    sessions: {
      heading: "サインイン中の場所",
      here: "このブラウザー",
      since: "サインイン: {time}",
      used: "最終使用: {time}",
      end: "そこからサインアウト",
      endOthers: "ほかのすべてからサインアウト",
    },
    applications: {
      heading: "アクセスできるアプリケーション",
      none: "アクセスできるアプリケーションはありません。",
      revoke: "アクセスを取り消す",
    },
    factors: {
      heading: "本人確認の方法",
      none: "パスワードのほかには何も設定されていません。",
      app: "認証アプリ",
      codes: "バックアップコード",
      left: "残り {count} 個",
      passkey: "パスキー",
      setUp: "認証アプリを設定する",
      replace: "別の認証アプリを設定する",
      make: "新しいバックアップコードを作る",
      remove: "削除",
      rename: "名前を変更",
      name: "パスキーの名前",
      endOthers: "ほかのすべての場所からサインアウトする",
      endOthersAt: "ここを変更したら、ほかのすべての場所からサインアウトする",
    },
    devices: {
      heading: "信頼しているブラウザー",
      text: "これらのブラウザーでは、2 段階目の確認を求められません。",
      since: "{time} から",
      until: "{time} まで",
      forget: "再び確認を求める",
    },
    links: {
      heading: "リンクされたアカウント",
      none: "リンクされた外部アカウントはありません。",
      add: "{connection} のアカウントをリンク",
      remove: "リンクを解除",
    },
    data: {
      heading: "あなたのデータ",
      text: "ここに保存されているあなたの情報をファイルで受け取れます。",
      download: "データをダウンロード",
    },
    codes: {
      heading: "新しいバックアップコード",
      text: "自分だけがわかる場所に保管してください。それぞれ一度だけ使え、再び表示されることはありません。",
    },
    password: {
      heading: "パスワードの変更",
      text: "古いパスワードをほかの人が知っている可能性がある場合は、チェックを付けたままにしてください。",
      current: "現在のパスワード",
      endOthers: "ほかのすべての場所からサインアウトし、アプリケーションのアクセスを取り消す",
      submit: "パスワードを変更する",
    },
    again: {
      text: "サインインの方法を変えるには、まず本人であることを確認してください。",
      submit: "もう一度サインインする",
    },
    done: {
      sessionEnded: "そこからサインアウトしました。",
      othersEnded: "ほかのすべてからサインアウトしました。",
      revoked: "アプリケーションはもうアクセスできません。",
      factorAdded: "設定しました。",
      factorRemoved: "削除しました。",
      passwordChanged: "パスワードを変更しました。",
      passkeyRenamed: "パスキーの名前を変更しました。",
      deviceForgotten: "次回からそのブラウザーで再び確認を求めます。",
      linked: "アカウントをリンクしました。今後はこのアカウントでサインインできます。",
      unlinked: "アカウントのリンクを解除しました。",
    },
    othersWereEnded: "ほかの場所からはサインアウトされました。",
    faults: {
      wrongPassword: "現在のパスワードが正しくありません。",
      wrongCode: "コードが正しくありません。もう一度お試しください。",
      tooMany: "試行回数が多すぎます。数分待ってからもう一度お試しください。",
      failed: "実行できませんでした。もう一度お試しください。",
      linkFailed: "アカウントをリンクできませんでした。もう一度お試しください。",
      linkTaken: "このアカウントは、すでにあなた、または別の人のアカウントにリンクされています。",
      lastWay: "これが唯一のサインイン方法です。先にパスワードを設定するか、パスキーを追加してください。",
    },
  },
  ar: {
    heading: "حسابي",
    signOut: "تسجيل الخروج",
    back: "العودة إلى حسابي",
    sessions: {
      heading: "الأماكن التي سجلت الدخول فيها",
      here: "هذا المتصفح",
      since: "تسجيل الدخول: {time}",
      used: "آخر استخدام: {time}",
      end: "تسجيل الخروج هناك",
      endOthers: "تسجيل الخروج من كل مكان آخر",
    },
    applications: {
      heading: "التطبيقات التي لها حق الوصول",
      none: "لا يوجد تطبيق له حق الوصول.",
      revoke: "سحب حق الوصول",
    },
    factors: {
      heading: "طرق إثبات هويتك",
      none: "لم يتم إعداد شيء غير كلمة المرور.",
      app: "تطبيق المصادقة",
      codes: "الرموز الاحتياطية",
      left: "المتبقي: {count}",
      passkey: "مفتاح المرور",
      setUp: "إعداد تطبيق مصادقة",
      replace: "إعداد تطبيق مصادقة آخر",
      make: "إنشاء رموز احتياطية جديدة",
      remove: "إزالة",
      rename: "إعادة التسمية",
      name: "اسم مفتاح المرور",
      endOthers: "تسجيل خروجي من كل مكان آخر",
      endOthersAt: "تسجيل خروجي من كل مكان آخر عند تغيير شيء هنا",
    },
    devices: {
      heading: "المتصفحات التي تثق بها",
      text: "لا تُطلب منك فيها خطوة ثانية.",
      since: "منذ {time}",
      until: "حتى {time}",
      forget: "السؤال فيه من جديد",
    },
    links: {
      heading: "الحسابات المرتبطة",
      none: "لا يوجد حساب خارجي مرتبط.",
      add: "ربط حساب لدى {connection}",
      remove: "إلغاء الربط",
    },
    data: {
      heading: "بياناتك",
      text: "ما هو معروف عنك هنا، في ملف.",
      download: "تنزيل بياناتك",
    },
    codes: {
      heading: "رموزك الاحتياطية الجديدة",
      text: "احتفظ بها حيث لا يجدها غيرك: يعمل كل منها مرة واحدة ولن تظهر مرة أخرى.",
    },
    password: {
      heading: "تغيير كلمة المرور",
      text: "اترك المربع محددًا إذا كان من المحتمل أن يعرف شخص آخر كلمة المرور القديمة.",
      current: "كلمة المرور الحالية",
      endOthers: "تسجيل خروجي من كل مكان آخر وسحب حق الوصول من التطبيقات",
      submit: "تغيير كلمة المرور",
    },
    again: {
      text: "لتغيير طريقة تسجيل دخولك، أكّد أولاً أنك أنت.",
      submit: "تسجيل الدخول مرة أخرى",
    },
    done: {
      sessionEnded: "تم تسجيل خروجك هناك.",
      othersEnded: "تم تسجيل خروجك من كل مكان آخر.",
      revoked: "لم يعد للتطبيق حق الوصول.",
      factorAdded: "تم الإعداد.",
      factorRemoved: "تمت الإزالة.",
      passwordChanged: "تم تغيير كلمة المرور.",
      passkeyRenamed: "صار لمفتاح المرور اسمه الجديد.",
      deviceForgotten: "ستُسأل فيه من جديد.",
      linked: "تم ربط الحساب. يمكنك تسجيل الدخول به من الآن.",
      unlinked: "لم يعد الحساب مرتبطًا.",
    },
    othersWereEnded: "وتم تسجيل خروجك من كل مكان آخر.",
    faults: {
      wrongPassword: "كلمة المرور الحالية غير صحيحة.",
      wrongCode: "هذا الرمز غير صحيح. يرجى المحاولة مرة أخرى.",
      tooMany: "محاولات كثيرة جداً. يرجى الانتظار بضع دقائق قبل المحاولة مرة أخرى.",
      failed: "تعذر تنفيذ ذلك. يرجى المحاولة مرة أخرى.",
      linkFailed: "تعذّر ربط الحساب. يُرجى المحاولة مرة أخرى.",
      linkTaken: "هذا الحساب مرتبط بالفعل، بحسابك أو بحساب شخص آخر.",
      lastWay: "إنها طريقتك الوحيدة لتسجيل الدخول. عيّن كلمة مرور أو أضف مفتاح مرور أولًا.",
    },
  },
};
