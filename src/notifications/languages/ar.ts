import type { MessageTexts } from "./language.ts";

/** Arabic. */
export const ar: MessageTexts = {
  greeting: "مرحبًا،",
  ignore: "إذا لم تطلب ذلك فلا حاجة إلى فعل أي شيء.",
  copy: "إذا لم يعمل الزر فانسخ هذا العنوان إلى متصفحك:",
  secret: "لا تخبر أحدًا بهذا الرمز أيًّا كان من يسأل عنه.",
  email: {
    confirmAccount: {
      subject: "تأكيد حسابك لدى {{organization-name}}",
      text: "أُنشئ لك حساب باسم {{user-name}}. يُرجى تأكيد أن عنوان البريد هذا لك.",
      action: "تأكيد الحساب",
    },
    confirmEmail: {
      subject: "تأكيد عنوان بريدك الإلكتروني",
      text: "يُرجى تأكيد أن عنوان البريد هذا يخص الحساب {{user-name}} لدى {{organization-name}}.",
      action: "تأكيد العنوان",
    },
    confirmEmailByCode: {
      subject: "رمز تأكيد عنوان بريدك الإلكتروني",
      text: "أدخل هذا الرمز لتأكيد عنوان بريد حسابك {{user-name}} لدى {{organization-name}}:",
    },
    resetPassword: {
      subject: "اختيار كلمة مرور جديدة",
      text: "طلب شخص ما كلمة مرور جديدة لحسابك لدى {{organization-name}}. هل كنت أنت؟",
      action: "اختيار كلمة المرور",
    },
    resetPasswordByCode: {
      subject: "رمز اختيار كلمة مرور جديدة",
      text: "أدخل هذا الرمز لاختيار كلمة مرور جديدة لحسابك لدى {{organization-name}}:",
    },
    passwordWasReset: {
      subject: "تغيّرت كلمة مرورك",
      text: "للحساب {{user-name}} لدى {{organization-name}} كلمة مرور جديدة. إذا لم تكن أنت فأخبر المسؤولين فورًا.",
    },
    recoverUserName: {
      subject: "اسم المستخدم الخاص بك",
      text: "اسم المستخدم الخاص بك لدى {{organization-name}} هو {{user-name}}.",
    },
    recoveryBegan: {
      subject: "بدأت استعادة حسابك",
      text: "بدأت استعادة الحساب {{user-name}} لدى {{organization-name}}.",
    },
    invite: {
      subject: "حسابك لدى {{organization-name}}",
      text: "الحساب {{user-name}} جاهز لك. اختر كلمة مرور لاستخدامه.",
      action: "اختيار كلمة المرور",
    },
    inviteByCode: {
      subject: "حسابك لدى {{organization-name}}",
      text: "الحساب {{user-name}} جاهز لك. أدخل هذا الرمز لاختيار كلمة مرور:",
    },
    mustResetPassword: {
      subject: "تحتاج إلى كلمة مرور جديدة",
      text: "يطلب منك أحد مسؤولي {{organization-name}} اختيار كلمة مرور جديدة.",
      action: "اختيار كلمة المرور",
    },
    mustResetPasswordByCode: {
      subject: "تحتاج إلى كلمة مرور جديدة",
      text: "يطلب منك أحد مسؤولي {{organization-name}} اختيار كلمة مرور جديدة. لذلك سجّل الدخول بهذا الرمز بدلًا من كلمة المرور:",
    },
    signInCode: {
      subject: "رمز تسجيل الدخول",
      text: "أدخل هذا الرمز لتسجيل الدخول إلى {{organization-name}}:",
    },
    verificationCode: {
      subject: "رمزك",
      text: "أدخل هذا الرمز للمتابعة لدى {{organization-name}}:",
    },
    magicLink: {
      subject: "تسجيل الدخول إلى {{organization-name}}",
      text: "يمكنك تسجيل الدخول بلا كلمة مرور. يعمل ذلك مرة واحدة خلال {{expiry-time}} دقائق.",
      action: "تسجيل الدخول",
    },
    confirmNewEmail: {
      subject: "تأكيد عنوان بريدك الجديد",
      text: "سيكون هذا عنوان بريد الحساب {{user-name}} لدى {{organization-name}} من الآن. يُرجى تأكيده.",
      action: "تأكيد العنوان",
    },
    emailWillChange: {
      subject: "سيتغيّر عنوان بريدك الإلكتروني",
      text: "سيكون للحساب {{user-name}} لدى {{organization-name}} عنوان بريد آخر: {{verification-pending-email}}. إذا لم تكن أنت فأخبر المسؤولين فورًا.",
    },
    accountMade: {
      subject: "أهلًا بك في {{organization-name}}",
      text: "أُنشئ حسابك {{user-name}}.",
    },
    accountActive: {
      subject: "حسابك جاهز",
      text: "يمكنك الآن استخدام حسابك {{user-name}} لدى {{organization-name}}.",
    },
    lockedForAWhile: {
      subject: "قُفل حسابك لفترة",
      text: "فشلت محاولات كثيرة لتسجيل الدخول باسم {{user-name}} لدى {{organization-name}}. يمكنك المحاولة مجددًا بعد {{lock-duration}} دقائق. إن لم تكن أنت من حاول فاختر كلمة مرور جديدة.",
      action: "اختيار كلمة مرور",
    },
    locked: {
      subject: "قُفل حسابك",
      text: "قُفل الحساب {{user-name}} لدى {{organization-name}}. يمكن للمسؤولين فتحه.",
    },
    unlocked: {
      subject: "فُتح حسابك",
      text: "يمكنك تسجيل الدخول مجددًا باسم {{user-name}} لدى {{organization-name}}.",
    },
    enabled: {
      subject: "فُعّل حسابك",
      text: "يمكن استخدام الحساب {{user-name}} لدى {{organization-name}} مجددًا.",
    },
    disabled: {
      subject: "عُطّل حسابك",
      text: "لم يعد بالإمكان استخدام الحساب {{user-name}} لدى {{organization-name}}.",
    },
    waysChanged: {
      subject: "تغيّرت طرق تسجيل دخولك",
      text: "أُضيفت طريقة لتسجيل الدخول إلى الحساب {{user-name}} لدى {{organization-name}} أو أُزيلت منه. إذا لم تكن أنت فغيّر كلمة مرورك فورًا.",
    },
    mobileChanged: {
      subject: "تغيّر رقم هاتفك المحمول",
      text: "تغيّر رقم الهاتف المحمول للحساب {{user-name}} لدى {{organization-name}} أو أُزيل. إذا لم تكن أنت فغيّر كلمة مرورك فورًا.",
    },
    unknownDevice: {
      subject: "تسجيل دخول على جهاز جديد",
      text: "سجّل شخص ما الدخول باسم {{user-name}} لدى {{organization-name}} على جهاز لم يُستخدم من قبل: {{login-time}}. إذا لم تكن أنت فغيّر كلمة مرورك فورًا.",
    },
    inviteToOrganization: {
      subject: "دعوة إلى {{organization-name}}",
      text: "أنت مدعوّ لتصبح عضوًا في {{organization-name}}.",
      action: "قبول الدعوة",
    },
    impersonated: {
      subject: "هناك من يتصرف باسمك",
      text: "سجّل {{impersonator-user-name}} الدخول باسم {{user-name}} لدى {{organization-name}}: {{login-time}}.",
    },
    decide: {
      subject: "يُرجى اتخاذ قرار بشأن طلب",
      text: "يطلب {{application-name}} التصرف باسم حسابك {{user-name}} لدى {{organization-name}}. يقول: {{binding-message}}",
      action: "عرض الطلب",
    },
    idle: {
      subject: "لم تسجّل الدخول منذ مدة طويلة",
      text: "لم يُستخدم حسابك لدى {{organization-name}} منذ مدة طويلة. سجّل الدخول للاحتفاظ به.",
    },
  },
  sms: {
    confirmAccount: "الرمز {{confirmation-code}} يؤكد حسابك لدى {{organization-name}}.",
    resetPassword: "{{confirmation-code}} هو رمز اختيار كلمة مرور جديدة لدى {{organization-name}}.",
    passwordWasReset: "تغيّرت كلمة مرورك لدى {{organization-name}}.",
    recoverUserName: "اسم المستخدم الخاص بك لدى {{organization-name}} هو {{user-name}}.",
    confirmMobile: "الرمز {{confirmation-code}} يؤكد رقمك لدى {{organization-name}}.",
    signInCode: "{{confirmation-code}} هو رمز تسجيل الدخول إلى {{application-name}} لمدة {{otp-expiry-time}} دقائق.",
    verificationCode: "{{confirmation-code}} هو رمزك لدى {{organization-name}}.",
    mustResetPassword:
      "يطلب منك {{organization-name}} كلمة مرور جديدة. سجّل الدخول بالرمز {{confirmation-code}} بدلًا من القديمة خلال 10 دقائق.",
    inviteByCode: "{{confirmation-code}} هو رمز اختيار كلمة مرور لدى {{organization-name}}.",
    decide: "يطلب {{application-name}} استخدام حسابك: {{binding-message}}. القرار هنا: {{ciba-auth-url}}",
  },
};
