import type { MessageTexts } from "./language.ts";

/** Japanese. */
export const ja: MessageTexts = {
  greeting: "こんにちは。",
  ignore: "お心当たりがない場合は、何もする必要はありません。",
  copy: "ボタンが使えない場合は、次のアドレスをブラウザーにコピーしてください。",
  secret: "このコードは、誰に聞かれても教えないでください。",
  email: {
    confirmAccount: {
      subject: "{{organization-name}} のアカウントの確認",
      text: "アカウント {{user-name}} が作成されました。このメールアドレスがご自分のものであることを確認してください。",
      action: "アカウントを確認",
    },
    confirmEmail: {
      subject: "メールアドレスの確認",
      text: "このメールアドレスが {{organization-name}} のアカウント {{user-name}} のものであることを確認してください。",
      action: "アドレスを確認",
    },
    confirmEmailByCode: {
      subject: "メールアドレスを確認するコード",
      text: "{{organization-name}} のアカウント {{user-name}} のメールアドレスを確認するには、次のコードを入力してください。",
    },
    resetPassword: {
      subject: "新しいパスワードの設定",
      text: "{{organization-name}} のアカウントについて、新しいパスワードの設定が求められました。ご本人によるものですか？",
      action: "パスワードを設定",
    },
    resetPasswordByCode: {
      subject: "新しいパスワードを設定するコード",
      text: "{{organization-name}} のアカウントの新しいパスワードを設定するには、次のコードを入力してください。",
    },
    passwordWasReset: {
      subject: "パスワードが変更されました",
      text: "{{organization-name}} のアカウント {{user-name}} のパスワードが変更されました。お心当たりがない場合は、すぐに管理者に連絡してください。",
    },
    recoverUserName: {
      subject: "ユーザー名のお知らせ",
      text: "{{organization-name}} でのユーザー名は {{user-name}} です。",
    },
    recoveryBegan: {
      subject: "アカウントの回復が始まりました",
      text: "{{organization-name}} のアカウント {{user-name}} の回復が始まりました。",
    },
    invite: {
      subject: "{{organization-name}} のアカウント",
      text: "アカウント {{user-name}} の準備ができました。使うにはパスワードを設定してください。",
      action: "パスワードを設定",
    },
    inviteByCode: {
      subject: "{{organization-name}} のアカウント",
      text: "アカウント {{user-name}} の準備ができました。パスワードを設定するには、次のコードを入力してください。",
    },
    mustResetPassword: {
      subject: "新しいパスワードが必要です",
      text: "{{organization-name}} の管理者が、新しいパスワードの設定をお願いしています。",
      action: "パスワードを設定",
    },
    mustResetPasswordByCode: {
      subject: "新しいパスワードが必要です",
      text: "{{organization-name}} の管理者が、新しいパスワードの設定をお願いしています。パスワードの代わりに次のコードでサインインしてください。",
    },
    signInCode: {
      subject: "サインインのコード",
      text: "{{organization-name}} にサインインするには、次のコードを入力してください。",
    },
    verificationCode: {
      subject: "確認コード",
      text: "{{organization-name}} で続けるには、次のコードを入力してください。",
    },
    magicLink: {
      subject: "{{organization-name}} へのサインイン",
      text: "パスワードなしでサインインできます。使えるのは一度だけ、{{expiry-time}} 分以内です。",
      action: "サインイン",
    },
    confirmNewEmail: {
      subject: "新しいメールアドレスの確認",
      text: "{{organization-name}} のアカウント {{user-name}} のメールアドレスが、このアドレスに変わります。確認してください。",
      action: "アドレスを確認",
    },
    emailWillChange: {
      subject: "メールアドレスが変わります",
      text: "{{organization-name}} のアカウント {{user-name}} のメールアドレスが {{verification-pending-email}} に変わります。お心当たりがない場合は、すぐに管理者に連絡してください。",
    },
    accountMade: {
      subject: "{{organization-name}} へようこそ",
      text: "アカウント {{user-name}} が作成されました。",
    },
    accountActive: {
      subject: "アカウントが使えるようになりました",
      text: "{{organization-name}} のアカウント {{user-name}} が使えるようになりました。",
    },
    lockedForAWhile: {
      subject: "アカウントが一時的にロックされました",
      text: "{{organization-name}} に {{user-name}} としてサインインする試みが何度も失敗しました。{{lock-duration}} 分後にもう一度お試しください。心当たりがない場合は、新しいパスワードを設定してください。",
      action: "パスワードを設定する",
    },
    locked: {
      subject: "アカウントがロックされました",
      text: "{{organization-name}} のアカウント {{user-name}} がロックされました。管理者が解除できます。",
    },
    unlocked: {
      subject: "アカウントのロックが解除されました",
      text: "{{organization-name}} に {{user-name}} として再びサインインできます。",
    },
    enabled: {
      subject: "アカウントが有効になりました",
      text: "{{organization-name}} のアカウント {{user-name}} を再び使えます。",
    },
    disabled: {
      subject: "アカウントが無効になりました",
      text: "{{organization-name}} のアカウント {{user-name}} は使えなくなりました。",
    },
    waysChanged: {
      subject: "サインイン方法が変更されました",
      text: "{{organization-name}} のアカウント {{user-name}} に、サインイン方法が追加または削除されました。お心当たりがない場合は、すぐにパスワードを変更してください。",
    },
    mobileChanged: {
      subject: "携帯電話番号が変更されました",
      text: "{{organization-name}} のアカウント {{user-name}} の携帯電話番号が変更または削除されました。お心当たりがない場合は、すぐにパスワードを変更してください。",
    },
    unknownDevice: {
      subject: "新しい端末でのサインイン",
      text: "{{organization-name}} に {{user-name}} として、これまで使われていない端末でサインインがありました: {{login-time}}。お心当たりがない場合は、すぐにパスワードを変更してください。",
    },
    inviteToOrganization: {
      subject: "{{organization-name}} への招待",
      text: "{{organization-name}} のメンバーに招待されています。",
      action: "招待を受ける",
    },
    impersonated: {
      subject: "あなたの名前で操作が行われています",
      text: "{{impersonator-user-name}} が {{organization-name}} に {{user-name}} としてサインインしました: {{login-time}}。",
    },
    decide: {
      subject: "要求についてご判断ください",
      text: "{{application-name}} が {{organization-name}} のアカウント {{user-name}} の代わりに操作する許可を求めています。内容: {{binding-message}}",
      action: "要求を見る",
    },
    idle: {
      subject: "長い間サインインされていません",
      text: "{{organization-name}} のアカウントが長い間使われていません。残すにはサインインしてください。",
    },
  },
  sms: {
    confirmAccount: "{{confirmation-code}} は {{organization-name}} のアカウントを確認するコードです。",
    resetPassword: "{{confirmation-code}} は {{organization-name}} の新しいパスワードを設定するコードです。",
    passwordWasReset: "{{organization-name}} のパスワードが変更されました。",
    recoverUserName: "{{organization-name}} でのユーザー名は {{user-name}} です。",
    confirmMobile: "{{confirmation-code}} は {{organization-name}} で電話番号を確認するコードです。",
    signInCode:
      "{{confirmation-code}} は {{application-name}} にサインインするコードです。{{otp-expiry-time}} 分間使えます。",
    verificationCode: "{{confirmation-code}} は {{organization-name}} の確認コードです。",
    mustResetPassword:
      "{{organization-name}} が新しいパスワードの設定をお願いしています。10 分以内に、パスワードの代わりに {{confirmation-code}} でサインインしてください。",
    inviteByCode: "{{confirmation-code}} は {{organization-name}} のパスワードを設定するコードです。",
    decide:
      "{{application-name}} がアカウントの使用を求めています: {{binding-message}}。こちらでご判断ください: {{ciba-auth-url}}",
  },
};
