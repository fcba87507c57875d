import type { Language } from "./language.ts";

/** Why a new password is refused. */
export type PasswordReason =
  | "length"
  | "rules"
  | "breached"
  | "used"
  | "repeats"
  | "context"
  | "common"
  | "differ"
  | "same";

/** The words of registration, recovery and new passwords. `{name}` stands for a value. */
export interface AccountWords {
  /** On the sign-in page. */
  readonly links: Readonly<Record<"register" | "password" | "userName", string>>;
  readonly fields: Readonly<
    Record<
      | "login"
      | "userName"
      | "email"
      | "givenName"
      | "familyName"
      | "newPassword"
      | "confirmPassword"
      | "code"
      | "mobile"
      | "emailOrMobile",
      string
    >
  >;
  readonly passwordHint: string;
  readonly passwordReasons: Readonly<Record<PasswordReason, string>>;
  readonly recover: Readonly<Record<"heading" | "text" | "textOfSms" | "channel" | "email" | "sms" | "submit", string>>;
  readonly recoverName: Readonly<Record<"heading" | "text" | "sms" | "either" | "submit", string>>;
  /** Whether or not there is such an account. */
  readonly sent: Readonly<Record<"heading" | "text" | "headingOfSms" | "textOfSms" | "link" | "name", string>>;
  readonly enterCode: Readonly<Record<"heading" | "text" | "textOfSms" | "submit" | "wrong", string>>;
  readonly choose: Readonly<
    Record<
      | "heading"
      | "invited"
      | "forced"
      | "byLink"
      | "byEmailCode"
      | "bySmsCode"
      /** Nothing was sent: what was set for them was not used in time. */
      | "unused"
      /** Follows it where there is a link to recovery. */
      | "unusedRecovery"
      | "submit"
      | "account",
      string
    >
  >;
  readonly chosen: Readonly<Record<"heading" | "text", string>>;
  readonly gone: Readonly<Record<"heading" | "text", string>>;
  readonly off: Readonly<Record<"heading" | "text", string>>;
  readonly register: Readonly<
    Record<"heading" | "text" | "submit" | "terms" | "taken" | "incomplete" | "termsMissing", string>
  >;
  readonly registered: Readonly<Record<"heading" | "toBeConfirmed" | "ready", string>>;
  readonly confirm: Readonly<Record<"heading" | "text" | "submit", string>>;
  readonly confirmed: Readonly<Record<"heading" | "text", string>>;
}

/** In every language. */
export const accountWords: Readonly<Record<Language, AccountWords>> = {
  en: {
    links: { register: "Create an account", password: "Forgot your password?", userName: "Forgot your username?" },
    fields: {
      login: "Username or email address",
      userName: "Username",
      email: "Email address",
      givenName: "First name",
      familyName: "Last name",
      newPassword: "New password",
      confirmPassword: "The same password again",
      code: "Code",
      mobile: "Mobile number",
      emailOrMobile: "Email address or mobile number",
    },
    passwordHint: "At least 8 characters. A few unusual words in a row are easy to remember and hard to guess.",
    passwordReasons: {
      length: "A password has 8 to 256 characters.",
      rules: "This password does not have what your organization demands. Please choose another.",
      breached: "This password was found among stolen ones. Please choose another.",
      used: "You have had this password before. Please choose another.",
      repeats: "This password repeats a few characters. Please choose another.",
      context: "This password is a name that is easily guessed here. Please choose another.",
      common: "This password is among the most common ones. Please choose another.",
      differ: "The two passwords are not the same.",
      same: "Please choose another password than the one that you have.",
    },
    recover: {
      heading: "Choose a new password",
      text: "Tell us who you are, and we write to the email address of your account.",
      textOfSms: "Tell us who you are, and we write to the mobile number of your account.",
      channel: "Where are we to write to?",
      email: "The email address of your account",
      sms: "The mobile number of your account",
      submit: "Send the message",
    },
    recoverName: {
      heading: "Find your username",
      text: "Enter the email address of your account, and we send your username there.",
      sms: "Enter the mobile number of your account, and we send your username there.",
      either: "Tell us the email address or the mobile number of your account, and where we are to send your username.",
      submit: "Send the message",
    },
    sent: {
      heading: "Look into your mailbox",
      text: "If there is such an account, a message is on its way to its email address.",
      headingOfSms: "Look into your messages",
      textOfSms: "If there is such an account, a text message is on its way to its mobile number.",
      link: "The link in it works once, for {minutes} minutes.",
      name: "Your username is in it.",
    },
    enterCode: {
      heading: "Enter the code",
      text: "If there is such an account, a code is on its way to its email address. It works for {minutes} minutes.",
      textOfSms:
        "If there is such an account with a mobile number, a code is on its way there. It works for {minutes} minutes.",
      submit: "Continue",
      wrong: "This code is not right, or no longer valid.",
    },
    choose: {
      heading: "Choose a password",
      invited: "Your account is ready for you.",
      forced: "Before you go on, choose a password that nobody else knows.",
      byLink:
        "The old password is no longer valid. Follow the link that we have sent to your email address, choose a new password there, and then continue here.",
      byEmailCode:
        "The old password is no longer valid. Enter the code that we have sent to your email address: it works once, for 10 minutes.",
      bySmsCode:
        "The old password is no longer valid. Enter the code that we have sent to your mobile number: it works once, for 10 minutes.",
      unused:
        "The password that was set for you was not used in time, and is no longer valid. Ask the administrators of your organization to send you a new one, and then continue here.",
      unusedRecovery: "You can also choose a new one by yourself:",
      submit: "Save the password",
      account: "Your account",
    },
    chosen: {
      heading: "Your password is saved",
      text: "You can sign in with it now. Wherever you were signed in with the old one, you are signed out.",
    },
    gone: {
      heading: "This link no longer works",
      text: "It was used already, or it is too old. You can ask for a new one.",
    },
    off: {
      heading: "This is not possible here",
      text: "Your organization has switched this off. Please ask its administrators.",
    },
    register: {
      heading: "Create an account",
      text: "with {organization}",
      submit: "Create the account",
      terms: "I agree to these terms:",
      taken: "This username cannot be used. Please choose another.",
      incomplete: "Please enter a username without spaces, and an email address that you can be reached at.",
      termsMissing: "Please agree to the terms to create an account.",
    },
    registered: {
      heading: "Nearly done",
      toBeConfirmed:
        "We have written to your email address. Follow the link in the message, and your account is ready.",
      ready: "Your account is ready. You can sign in now.",
    },
    confirm: {
      heading: "Is this email address yours?",
      text: "Confirm it to use your account.",
      submit: "Yes, confirm",
    },
    confirmed: { heading: "Thank you", text: "Your email address is confirmed. You can sign in now." },
  },
  de: {
    links: { register: "Konto anlegen", password: "Passwort vergessen?", userName: "Benutzernamen vergessen?" },
    fields: {
      login: "Benutzername oder E-Mail-Adresse",
      userName: "Benutzername",
      email: "E-Mail-Adresse",
      givenName: "Vorname",
      familyName: "Nachname",
      newPassword: "Neues Passwort",
      confirmPassword: "Dasselbe Passwort noch einmal",
      code: "Code",
      mobile: "Mobilnummer",
      emailOrMobile: "E-Mail-Adresse oder Mobilnummer",
    },
    passwordHint:
      "Mindestens 8 Zeichen. Einige ungewöhnliche Wörter hintereinander sind leicht zu merken und schwer zu erraten.",
    passwordReasons: {
      length: "Ein Passwort hat 8 bis 256 Zeichen.",
      rules: "Diesem Passwort fehlt etwas, das Ihre Organisation verlangt. Bitte wählen Sie ein anderes.",
      breached: "Dieses Passwort wurde schon einmal gestohlen. Bitte wählen Sie ein anderes.",
      used: "Dieses Passwort hatten Sie schon einmal. Bitte wählen Sie ein anderes.",
      repeats: "Dieses Passwort wiederholt wenige Zeichen. Bitte wählen Sie ein anderes.",
      context: "Dieses Passwort ist ein Name, der hier leicht zu erraten ist. Bitte wählen Sie ein anderes.",
      common: "Dieses Passwort gehört zu den häufigsten. Bitte wählen Sie ein anderes.",
      differ: "Die beiden Passwörter sind nicht gleich.",
      same: "Bitte wählen Sie ein anderes Passwort als das bisherige.",
    },
    recover: {
      heading: "Neues Passwort wählen",
      text: "Sagen Sie uns, wer Sie sind: Wir schreiben an die E-Mail-Adresse Ihres Kontos.",
      textOfSms: "Sagen Sie uns, wer Sie sind: Wir schreiben an die Mobilnummer Ihres Kontos.",
      channel: "Wohin sollen wir schreiben?",
      email: "An die E-Mail-Adresse Ihres Kontos",
      sms: "An die Mobilnummer Ihres Kontos",
      submit: "Nachricht senden",
    },
    recoverName: {
      heading: "Benutzernamen finden",
      text: "Geben Sie die E-Mail-Adresse Ihres Kontos ein: Wir senden Ihren Benutzernamen dorthin.",
      sms: "Geben Sie die Mobilnummer Ihres Kontos ein: Wir senden Ihren Benutzernamen dorthin.",
      either:
        "Geben Sie die E-Mail-Adresse oder die Mobilnummer Ihres Kontos an, und wohin wir Ihren Benutzernamen senden sollen.",
      submit: "Nachricht senden",
    },
    sent: {
      heading: "Sehen Sie in Ihr Postfach",
      text: "Wenn es ein solches Konto gibt, ist eine Nachricht an seine E-Mail-Adresse unterwegs.",
      headingOfSms: "Sehen Sie in Ihre Nachrichten",
      textOfSms: "Wenn es ein solches Konto gibt, ist eine SMS an seine Mobilnummer unterwegs.",
      link: "Der Link darin gilt einmal, {minutes} Minuten lang.",
      name: "Darin steht Ihr Benutzername.",
    },
    enterCode: {
      heading: "Code eingeben",
      text: "Wenn es ein solches Konto gibt, ist ein Code an seine E-Mail-Adresse unterwegs. Er gilt {minutes} Minuten lang.",
      textOfSms:
        "Wenn es ein solches Konto mit einer Mobilnummer gibt, ist ein Code dorthin unterwegs. Er gilt {minutes} Minuten lang.",
      submit: "Weiter",
      wrong: "Dieser Code ist nicht richtig oder gilt nicht mehr.",
    },
    choose: {
      heading: "Passwort wählen",
      invited: "Ihr Konto ist bereit.",
      forced: "Bevor es weitergeht, wählen Sie ein Passwort, das sonst niemand kennt.",
      byLink:
        "Das alte Passwort gilt nicht mehr. Folgen Sie dem Link, den wir an Ihre E-Mail-Adresse geschickt haben, wählen Sie dort ein neues und machen Sie dann hier weiter.",
      byEmailCode:
        "Das alte Passwort gilt nicht mehr. Geben Sie den Code ein, den wir an Ihre E-Mail-Adresse geschickt haben: Er gilt einmal, 10 Minuten lang.",
      bySmsCode:
        "Das alte Passwort gilt nicht mehr. Geben Sie den Code ein, den wir an Ihre Mobilnummer geschickt haben: Er gilt einmal, 10 Minuten lang.",
      unused:
        "Das Passwort, das für Sie gesetzt wurde, ist nicht rechtzeitig benutzt worden und gilt nicht mehr. Bitten Sie die Administratoren Ihrer Organisation, Ihnen ein neues zu schicken, und machen Sie dann hier weiter.",
      unusedRecovery: "Sie können auch selbst ein neues wählen:",
      submit: "Passwort speichern",
      account: "Ihr Konto",
    },
    chosen: {
      heading: "Ihr Passwort ist gespeichert",
      text: "Sie können sich jetzt damit anmelden. Überall, wo Sie mit dem alten angemeldet waren, sind Sie abgemeldet.",
    },
    gone: {
      heading: "Dieser Link gilt nicht mehr",
      text: "Er wurde schon benutzt oder ist zu alt. Sie können einen neuen anfordern.",
    },
    off: {
      heading: "Das ist hier nicht möglich",
      text: "Ihre Organisation hat es abgeschaltet. Bitte fragen Sie ihre Administratoren.",
    },
    register: {
      heading: "Konto anlegen",
      text: "bei {organization}",
      submit: "Konto anlegen",
      terms: "Ich stimme diesen Bedingungen zu:",
      taken: "Dieser Benutzername ist nicht möglich. Bitte wählen Sie einen anderen.",
      incomplete:
        "Bitte geben Sie einen Benutzernamen ohne Leerzeichen und eine E-Mail-Adresse ein, unter der Sie erreichbar sind.",
      termsMissing: "Bitte stimmen Sie den Bedingungen zu, um ein Konto anzulegen.",
    },
    registered: {
      heading: "Fast fertig",
      toBeConfirmed:
        "Wir haben an Ihre E-Mail-Adresse geschrieben. Folgen Sie dem Link in der Nachricht, dann ist Ihr Konto bereit.",
      ready: "Ihr Konto ist bereit. Sie können sich jetzt anmelden.",
    },
    confirm: {
      heading: "Gehört diese E-Mail-Adresse Ihnen?",
      text: "Bestätigen Sie sie, um Ihr Konto zu benutzen.",
      submit: "Ja, bestätigen",
    },
    confirmed: { heading: "Danke", text: "Ihre E-Mail-Adresse ist bestätigt. Sie können sich jetzt anmelden." },
  },
  fr: {
    links: { register: "Créer un compte", password: "Mot de passe oublié ?", userName: "Identifiant oublié ?" },
    fields: {
      login: "Identifiant ou adresse e-mail",
      userName: "Identifiant",
      email: "Adresse e-mail",
      givenName: "Prénom",
      familyName: "Nom",
      newPassword: "Nouveau mot de passe",
      confirmPassword: "Le même mot de passe encore une fois",
      code: "Code",
      mobile: "Numéro de mobile",
      emailOrMobile: "Adresse e-mail ou numéro de mobile",
    },
    passwordHint: "Au moins 8 caractères. Quelques mots inhabituels à la suite se retiennent bien et se devinent mal.",
    passwordReasons: {
      length: "Un mot de passe a de 8 à 256 caractères.",
      rules: "Ce mot de passe n’a pas ce que votre organisation exige. Choisissez-en un autre.",
      breached: "Ce mot de passe figure parmi des mots de passe volés. Choisissez-en un autre.",
      used: "Vous avez déjà eu ce mot de passe. Veuillez en choisir un autre.",
      repeats: "Ce mot de passe répète quelques caractères. Choisissez-en un autre.",
      context: "Ce mot de passe est un nom facile à deviner ici. Choisissez-en un autre.",
      common: "Ce mot de passe est parmi les plus courants. Choisissez-en un autre.",
      differ: "Les deux mots de passe ne sont pas identiques.",
      same: "Choisissez un autre mot de passe que celui que vous avez.",
    },
    recover: {
      heading: "Choisir un nouveau mot de passe",
      text: "Dites-nous qui vous êtes : nous écrirons à l’adresse e-mail de votre compte.",
      textOfSms: "Dites-nous qui vous êtes : nous écrirons au numéro de mobile de votre compte.",
      channel: "Où devons-nous écrire ?",
      email: "À l’adresse e-mail de votre compte",
      sms: "Au numéro de mobile de votre compte",
      submit: "Envoyer le message",
    },
    recoverName: {
      heading: "Retrouver votre identifiant",
      text: "Saisissez l’adresse e-mail de votre compte : nous y enverrons votre identifiant.",
      sms: "Saisissez le numéro de mobile de votre compte : nous y envoyons votre nom d’utilisateur.",
      either:
        "Indiquez l’adresse e-mail ou le numéro de mobile de votre compte, et où nous devons envoyer votre nom d’utilisateur.",
      submit: "Envoyer le message",
    },
    sent: {
      heading: "Consultez votre messagerie",
      text: "Si ce compte existe, un message est en route vers son adresse e-mail.",
      headingOfSms: "Consultez vos messages",
      textOfSms: "Si un tel compte existe, un SMS est en route vers son numéro de mobile.",
      link: "Le lien qu’il contient sert une fois, pendant {minutes} minutes.",
      name: "Votre identifiant s’y trouve.",
    },
    enterCode: {
      heading: "Saisir le code",
      text: "Si ce compte existe, un code est en route vers son adresse e-mail. Il est valable {minutes} minutes.",
      textOfSms:
        "Si ce compte existe et a un numéro de mobile, un code est en route vers ce numéro. Il est valable {minutes} minutes.",
      submit: "Continuer",
      wrong: "Ce code n’est pas correct ou n’est plus valable.",
    },
    choose: {
      heading: "Choisir un mot de passe",
      invited: "Votre compte est prêt.",
      forced: "Avant de continuer, choisissez un mot de passe que personne d’autre ne connaît.",
      byLink:
        "L’ancien mot de passe n’est plus valable. Suivez le lien que nous avons envoyé à votre adresse e-mail, choisissez-y un nouveau mot de passe, puis continuez ici.",
      byEmailCode:
        "L’ancien mot de passe n’est plus valable. Saisissez le code que nous avons envoyé à votre adresse e-mail : il fonctionne une seule fois, pendant 10 minutes.",
      bySmsCode:
        "L’ancien mot de passe n’est plus valable. Saisissez le code que nous avons envoyé à votre numéro de mobile : il fonctionne une seule fois, pendant 10 minutes.",
      unused:
        "Le mot de passe défini pour vous n’a pas été utilisé à temps et n’est plus valable. Demandez aux administrateurs de votre organisation de vous en envoyer un nouveau, puis continuez ici.",
      unusedRecovery: "Vous pouvez aussi en choisir un nouveau vous-même :",
      submit: "Enregistrer le mot de passe",
      account: "Votre compte",
    },
    chosen: {
      heading: "Votre mot de passe est enregistré",
      text: "Vous pouvez maintenant vous connecter avec lui. Partout où l’ancien vous avait connecté, vous êtes déconnecté.",
    },
    gone: {
      heading: "Ce lien n’est plus valable",
      text: "Il a déjà servi ou il est trop ancien. Vous pouvez en demander un nouveau.",
    },
    off: {
      heading: "Ce n’est pas possible ici",
      text: "Votre organisation a désactivé cette possibilité. Adressez-vous à ses administrateurs.",
    },
    register: {
      heading: "Créer un compte",
      text: "chez {organization}",
      submit: "Créer le compte",
      terms: "J’accepte ces conditions :",
      taken: "Cet identifiant n’est pas possible. Choisissez-en un autre.",
      incomplete: "Saisissez un identifiant sans espaces et une adresse e-mail à laquelle vous êtes joignable.",
      termsMissing: "Acceptez les conditions pour créer un compte.",
    },
    registered: {
      heading: "Presque terminé",
      toBeConfirmed: "Nous avons écrit à votre adresse e-mail. Suivez le lien du message et votre compte sera prêt.",
      ready: "Votre compte est prêt. Vous pouvez vous connecter.",
    },
    confirm: {
      heading: "Cette adresse e-mail est-elle la vôtre ?",
      text: "Confirmez-la pour utiliser votre compte.",
      submit: "Oui, confirmer",
    },
    confirmed: { heading: "Merci", text: "Votre adresse e-mail est confirmée. Vous pouvez vous connecter." },
  },
  es: {
    links: { register: "Crear una cuenta", password: "¿Olvidó su contraseña?", userName: "¿Olvidó su usuario?" },
    fields: {
      login: "Usuario o correo electrónico",
      userName: "Usuario",
      email: "Correo electrónico",
      givenName: "Nombre",
      familyName: "Apellidos",
      newPassword: "Nueva contraseña",
      confirmPassword: "La misma contraseña otra vez",
      code: "Código",
      mobile: "Número de móvil",
      emailOrMobile: "Correo electrónico o número de móvil",
    },
    passwordHint: "Al menos 8 caracteres. Unas palabras poco comunes seguidas se recuerdan bien y se adivinan mal.",
    passwordReasons: {
      length: "Una contraseña tiene de 8 a 256 caracteres.",
      rules: "A esta contraseña le falta algo que su organización exige. Elija otra.",
      breached: "Esta contraseña está entre las robadas. Elija otra.",
      used: "Ya ha tenido esta contraseña. Elija otra.",
      repeats: "Esta contraseña repite unos pocos caracteres. Elija otra.",
      context: "Esta contraseña es un nombre fácil de adivinar aquí. Elija otra.",
      common: "Esta contraseña está entre las más comunes. Elija otra.",
      differ: "Las dos contraseñas no son iguales.",
      same: "Elija una contraseña distinta de la que tiene.",
    },
    recover: {
      heading: "Elegir una nueva contraseña",
      text: "Díganos quién es y escribiremos al correo de su cuenta.",
      textOfSms: "Díganos quién es y escribiremos al número de móvil de su cuenta.",
      channel: "¿Adónde debemos escribir?",
      email: "Al correo de su cuenta",
      sms: "Al número de móvil de su cuenta",
      submit: "Enviar el mensaje",
    },
    recoverName: {
      heading: "Encontrar su usuario",
      text: "Introduzca el correo de su cuenta y le enviaremos allí su usuario.",
      sms: "Escriba el número de móvil de su cuenta y le enviamos allí su nombre de usuario.",
      either:
        "Indique el correo electrónico o el número de móvil de su cuenta, y adónde debemos enviar su nombre de usuario.",
      submit: "Enviar el mensaje",
    },
    sent: {
      heading: "Mire su buzón",
      text: "Si existe esa cuenta, un mensaje va de camino a su correo.",
      headingOfSms: "Mire sus mensajes",
      textOfSms: "Si existe esa cuenta, un SMS va de camino a su número de móvil.",
      link: "El enlace sirve una vez, durante {minutes} minutos.",
      name: "En él está su usuario.",
    },
    enterCode: {
      heading: "Introducir el código",
      text: "Si existe esa cuenta, un código va de camino a su correo. Sirve durante {minutes} minutos.",
      textOfSms:
        "Si existe esa cuenta y tiene un número de móvil, un código va de camino a ese número. Sirve durante {minutes} minutos.",
      submit: "Continuar",
      wrong: "Este código no es correcto o ya no es válido.",
    },
    choose: {
      heading: "Elegir una contraseña",
      invited: "Su cuenta está lista.",
      forced: "Antes de continuar, elija una contraseña que nadie más conozca.",
      byLink:
        "La contraseña anterior ya no es válida. Siga el enlace que enviamos a su correo, elija allí una nueva y continúe después aquí.",
      byEmailCode:
        "La contraseña anterior ya no es válida. Escriba el código que hemos enviado a su correo electrónico: funciona una sola vez, durante 10 minutos.",
      bySmsCode:
        "La contraseña anterior ya no es válida. Escriba el código que hemos enviado a su número de móvil: funciona una sola vez, durante 10 minutos.",
      unused:
        "La contraseña que se le asignó no se usó a tiempo y ya no es válida. Pida a los administradores de su organización que le envíen una nueva y después continúe aquí.",
      unusedRecovery: "También puede elegir una nueva usted mismo:",
      submit: "Guardar la contraseña",
      account: "Su cuenta",
    },
    chosen: {
      heading: "Su contraseña está guardada",
      text: "Ya puede iniciar sesión con ella. Donde había iniciado sesión con la anterior, la sesión se ha cerrado.",
    },
    gone: {
      heading: "Este enlace ya no sirve",
      text: "Ya se usó o es demasiado antiguo. Puede pedir otro.",
    },
    off: {
      heading: "Esto no es posible aquí",
      text: "Su organización lo ha desactivado. Consulte a sus administradores.",
    },
    register: {
      heading: "Crear una cuenta",
      text: "en {organization}",
      submit: "Crear la cuenta",
      terms: "Acepto estas condiciones:",
      taken: "Este usuario no se puede usar. Elija otro.",
      incomplete: "Introduzca un usuario sin espacios y un correo en el que se le pueda localizar.",
      termsMissing: "Acepte las condiciones para crear una cuenta.",
    },
    registered: {
      heading: "Casi listo",
      toBeConfirmed: "Hemos escrito a su correo. Siga el enlace del mensaje y su cuenta estará lista.",
      ready: "Su cuenta está lista. Ya puede iniciar sesión.",
    },
    confirm: {
      heading: "¿Es suyo este correo?",
      text: "Confírmelo para usar su cuenta.",
      submit: "Sí, confirmar",
    },
    confirmed: { heading: "Gracias", text: "Su correo está confirmado. Ya puede iniciar sesión." },
  },
  ja: {
    links: {
      register: "アカウントを作成",
      password: "パスワードをお忘れですか?",
      userName: "ユーザー名をお忘れですか?",
    },
    fields: {
      login: "ユーザー名またはメールアドレス",
      userName: "ユーザー名",
      email: "メールアドレス",
      givenName: "名",
      familyName: "姓",
      newPassword: "新しいパスワード",
      confirmPassword: "同じパスワードをもう一度",
      code: "コード",
      mobile: "携帯電話番号",
      emailOrMobile: "メールアドレスまたは携帯電話番号",
    },
    passwordHint: "8 文字以上。珍しい単語をいくつか並べると、覚えやすく、推測されにくくなります。",
    passwordReasons: {
      length: "パスワードは 8 文字以上 256 文字以内です。",
      rules: "このパスワードは組織の条件を満たしていません。別のものを選んでください。",
      breached: "このパスワードは漏えいしたものの中にあります。別のものを選んでください。",
      used: "このパスワードは以前に使われています。別のパスワードを選んでください。",
      repeats: "このパスワードは少数の文字の繰り返しです。別のものを選んでください。",
      context: "このパスワードはここで推測されやすい名前です。別のものを選んでください。",
      common: "このパスワードはよく使われるものです。別のものを選んでください。",
      differ: "2 つのパスワードが一致しません。",
      same: "今とは別のパスワードを選んでください。",
    },
    recover: {
      heading: "新しいパスワードの設定",
      text: "ユーザー名などを入力すると、アカウントのメールアドレスに連絡します。",
      textOfSms: "ユーザー名などを入力すると、アカウントの携帯電話番号に連絡します。",
      channel: "連絡先を選んでください",
      email: "アカウントのメールアドレス",
      sms: "アカウントの携帯電話番号",
      submit: "メールを送信",
    },
    recoverName: {
      heading: "ユーザー名の確認",
      text: "アカウントのメールアドレスを入力すると、ユーザー名をお送りします。",
      sms: "アカウントの携帯電話番号を入力してください。そこへユーザー名を送ります。",
      either: "アカウントのメールアドレスまたは携帯電話番号と、ユーザー名の送り先を指定してください。",
      submit: "メールを送信",
    },
    sent: {
      heading: "メールをご確認ください",
      text: "該当するアカウントがあれば、そのメールアドレスにメールをお送りしました。",
      headingOfSms: "メッセージを確認してください",
      textOfSms: "該当するアカウントがあれば、その携帯電話番号に SMS を送りました。",
      link: "メールのリンクは 1 回だけ、{minutes} 分間有効です。",
      name: "メールにユーザー名が記載されています。",
    },
    enterCode: {
      heading: "コードの入力",
      text: "該当するアカウントがあれば、そのメールアドレスにコードをお送りしました。{minutes} 分間有効です。",
      textOfSms: "該当するアカウントに携帯電話番号があれば、そこにコードをお送りしました。{minutes} 分間有効です。",
      submit: "続ける",
      wrong: "コードが正しくないか、無効になっています。",
    },
    choose: {
      heading: "パスワードの設定",
      invited: "アカウントの準備ができました。",
      forced: "続ける前に、ほかの誰も知らないパスワードを設定してください。",
      byLink:
        "以前のパスワードは無効になりました。メールアドレスに送信したリンクから新しいパスワードを設定し、その後ここで続けてください。",
      byEmailCode:
        "以前のパスワードは使えなくなりました。メールアドレスに送ったコードを入力してください。コードは 10 分間、1 回だけ使えます。",
      bySmsCode:
        "以前のパスワードは使えなくなりました。携帯電話番号に送ったコードを入力してください。コードは 10 分間、1 回だけ使えます。",
      unused:
        "設定されていたパスワードは期限内に使われなかったため、無効になりました。組織の管理者に新しいパスワードの送付を依頼してから、ここで続けてください。",
      unusedRecovery: "ご自分で新しいパスワードを設定することもできます。",
      submit: "パスワードを保存",
      account: "アカウント",
    },
    chosen: {
      heading: "パスワードを保存しました",
      text: "新しいパスワードでサインインできます。以前のパスワードでのサインインはすべて終了しました。",
    },
    gone: {
      heading: "このリンクは無効です",
      text: "すでに使用されたか、期限が切れています。新しいリンクを請求できます。",
    },
    off: {
      heading: "ここではご利用いただけません",
      text: "組織がこの機能を無効にしています。管理者にお問い合わせください。",
    },
    register: {
      heading: "アカウントの作成",
      text: "{organization}",
      submit: "アカウントを作成",
      terms: "次の規約に同意します:",
      taken: "このユーザー名は使用できません。別のものを選んでください。",
      incomplete: "空白を含まないユーザー名と、連絡の取れるメールアドレスを入力してください。",
      termsMissing: "アカウントを作成するには規約に同意してください。",
    },
    registered: {
      heading: "もう少しで完了です",
      toBeConfirmed: "メールをお送りしました。メールのリンクを開くと、アカウントが使えるようになります。",
      ready: "アカウントの準備ができました。サインインできます。",
    },
    confirm: {
      heading: "このメールアドレスはあなたのものですか?",
      text: "アカウントを使うには確認してください。",
      submit: "はい、確認します",
    },
    confirmed: { heading: "ありがとうございます", text: "メールアドレスを確認しました。サインインできます。" },
  },
  ar: {
    links: { register: "إنشاء حساب", password: "هل نسيت كلمة المرور؟", userName: "هل نسيت اسم المستخدم؟" },
    fields: {
      login: "اسم المستخدم أو البريد الإلكتروني",
      userName: "اسم المستخدم",
      email: "البريد الإلكتروني",
      givenName: "الاسم الأول",
      familyName: "اسم العائلة",
      newPassword: "كلمة المرور الجديدة",
      confirmPassword: "كلمة المرور نفسها مرة أخرى",
      code: "الرمز",
      mobile: "رقم الهاتف المحمول",
      emailOrMobile: "البريد الإلكتروني أو رقم الهاتف المحمول",
    },
    passwordHint: "8 أحرف على الأقل. بضع كلمات غير مألوفة متتالية يسهل تذكرها ويصعب تخمينها.",
    passwordReasons: {
      length: "تتكون كلمة المرور من 8 إلى 256 حرفًا.",
      rules: "لا تستوفي كلمة المرور هذه شروط مؤسستك. يُرجى اختيار غيرها.",
      breached: "كلمة المرور هذه من بين كلمات مرور مسروقة. يُرجى اختيار غيرها.",
      used: "سبق أن استخدمت كلمة المرور هذه. يُرجى اختيار غيرها.",
      repeats: "تكرر كلمة المرور هذه أحرفًا قليلة. يُرجى اختيار غيرها.",
      context: "كلمة المرور هذه اسم يسهل تخمينه هنا. يُرجى اختيار غيرها.",
      common: "كلمة المرور هذه من الأكثر شيوعًا. يُرجى اختيار غيرها.",
      differ: "كلمتا المرور غير متطابقتين.",
      same: "يُرجى اختيار كلمة مرور غير الحالية.",
    },
    recover: {
      heading: "اختيار كلمة مرور جديدة",
      text: "أخبرنا من أنت، وسنكتب إلى البريد الإلكتروني لحسابك.",
      textOfSms: "أخبرنا من أنت، وسنكتب إلى رقم الهاتف المحمول لحسابك.",
      channel: "إلى أين نكتب؟",
      email: "البريد الإلكتروني لحسابك",
      sms: "رقم الهاتف المحمول لحسابك",
      submit: "إرسال الرسالة",
    },
    recoverName: {
      heading: "العثور على اسم المستخدم",
      text: "أدخل البريد الإلكتروني لحسابك، وسنرسل اسم المستخدم إليه.",
      sms: "أدخل رقم الهاتف المحمول لحسابك، وسنرسل اسم المستخدم إليه.",
      either: "أدخل البريد الإلكتروني أو رقم الهاتف المحمول لحسابك، وإلى أين نرسل اسم المستخدم.",
      submit: "إرسال الرسالة",
    },
    sent: {
      heading: "تحقق من بريدك",
      text: "إذا كان هذا الحساب موجودًا، فهناك رسالة في طريقها إلى بريده الإلكتروني.",
      headingOfSms: "تحقق من رسائلك",
      textOfSms: "إذا كان هذا الحساب موجودًا، فهناك رسالة نصية في طريقها إلى رقم هاتفه المحمول.",
      link: "يعمل الرابط فيها مرة واحدة، لمدة {minutes} دقيقة.",
      name: "ستجد فيها اسم المستخدم.",
    },
    enterCode: {
      heading: "إدخال الرمز",
      text: "إذا كان هذا الحساب موجودًا، فهناك رمز في طريقه إلى بريده الإلكتروني. وهو صالح لمدة {minutes} دقيقة.",
      textOfSms:
        "إذا كان هذا الحساب موجودًا وله رقم هاتف محمول، فهناك رمز في طريقه إليه. وهو صالح لمدة {minutes} دقيقة.",
      submit: "متابعة",
      wrong: "هذا الرمز غير صحيح أو لم يعد صالحًا.",
    },
    choose: {
      heading: "اختيار كلمة مرور",
      invited: "حسابك جاهز.",
      forced: "قبل المتابعة، اختر كلمة مرور لا يعرفها أحد غيرك.",
      byLink:
        "كلمة المرور القديمة لم تعد صالحة. اتبع الرابط الذي أرسلناه إلى بريدك الإلكتروني واختر كلمة مرور جديدة هناك، ثم تابع هنا.",
      byEmailCode:
        "لم تعد كلمة المرور القديمة صالحة. أدخل الرمز الذي أرسلناه إلى بريدك الإلكتروني: يعمل مرة واحدة خلال 10 دقائق.",
      bySmsCode:
        "لم تعد كلمة المرور القديمة صالحة. أدخل الرمز الذي أرسلناه إلى رقم هاتفك المحمول: يعمل مرة واحدة خلال 10 دقائق.",
      unused:
        "لم تُستخدم كلمة المرور التي عُيّنت لك في الوقت المحدد ولم تعد صالحة. اطلب من مسؤولي مؤسستك إرسال كلمة مرور جديدة إليك، ثم تابع هنا.",
      unusedRecovery: "يمكنك أيضًا اختيار كلمة مرور جديدة بنفسك:",
      submit: "حفظ كلمة المرور",
      account: "حسابك",
    },
    chosen: {
      heading: "تم حفظ كلمة المرور",
      text: "يمكنك الآن تسجيل الدخول بها. وقد انتهت كل جلسة بدأت بكلمة المرور القديمة.",
    },
    gone: {
      heading: "لم يعد هذا الرابط صالحًا",
      text: "إما أنه استُخدم أو أنه قديم. يمكنك طلب رابط جديد.",
    },
    off: {
      heading: "هذا غير ممكن هنا",
      text: "أوقفت مؤسستك هذه الخدمة. يُرجى سؤال مسؤوليها.",
    },
    register: {
      heading: "إنشاء حساب",
      text: "لدى {organization}",
      submit: "إنشاء الحساب",
      terms: "أوافق على هذه الشروط:",
      taken: "لا يمكن استخدام اسم المستخدم هذا. يُرجى اختيار غيره.",
      incomplete: "يُرجى إدخال اسم مستخدم من دون مسافات وبريد إلكتروني يمكن الوصول إليك به.",
      termsMissing: "يُرجى الموافقة على الشروط لإنشاء حساب.",
    },
    registered: {
      heading: "أوشكنا على الانتهاء",
      toBeConfirmed: "كتبنا إلى بريدك الإلكتروني. اتبع الرابط في الرسالة ليصبح حسابك جاهزًا.",
      ready: "حسابك جاهز. يمكنك تسجيل الدخول الآن.",
    },
    confirm: {
      heading: "هل هذا البريد الإلكتروني لك؟",
      text: "أكّده لاستخدام حسابك.",
      submit: "نعم، تأكيد",
    },
    confirmed: { heading: "شكرًا لك", text: "تم تأكيد بريدك الإلكتروني. يمكنك تسجيل الدخول الآن." },
  },
};
