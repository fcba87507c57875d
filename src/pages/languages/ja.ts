import type { Messages } from "./language.ts";

/** Japanese. */
export const ja: Messages = {
  direction: "ltr",
  footer: "Tessera が保護しています",
  signIn: {
    heading: "サインイン",
    purpose: "{application} に進みます",
    userName: "ユーザー名",
    password: "パスワード",
    remember: "このデバイスでサインインしたままにする",
    submit: "サインイン",
    alerts: {
      sign_in_failed: "ユーザー名またはパスワードが正しくありません。もう一度お試しください。",
      too_many_attempts: "試行回数が多すぎます。数分待ってからもう一度お試しください。",
      sign_in_again: "ご本人であることを確認するため、もう一度サインインしてください。",
    },
  },
  organization: {
    heading: "組織でサインイン",
    purpose: "{application} に進みます",
    name: "組織の名前",
    email: "組織でのメールアドレス",
    submit: "続ける",
    notFound: "{application} を使える組織が見つかりません。入力した内容をご確認ください。",
  },
  account: {
    heading: "アカウントの選択",
    purpose: "{application} に進みます",
    current: "{account} として続ける",
    other: "別のアカウントを使う",
  },
  consent: {
    heading: "{application} がアクセスを求めています",
    signedInAs: "あなたのアカウント",
    organization: "組織",
    comesFrom: "このアプリケーションの提供元: {host}",
    requests: "許可すると、{application} は次のことができます。",
    scopes: {
      openid: "サインインしたのがあなたであることを知る",
      profile: "名前とその他のプロフィールを見る",
      email: "メールアドレスを見る",
      phone: "電話番号を見る",
      address: "住所を見る",
      groups: "所属するグループを見る",
      roles: "与えられている役割を見る",
      internal_login: "あなた自身がアカウント（プロフィール、セッション、サインイン設定）を管理できるようにする",
    },
    details: "さらに、次のことだけを求めています。",
    detailMembers: {
      type: "種類",
      actions: "操作",
      locations: "場所",
      datatypes: "データ",
      identifier: "対象",
      privileges: "権限",
    },
    remember: "この選択を記憶する",
    destination: "このあと {host} に移動します。",
    approve: "許可",
    deny: "拒否",
    privacyPolicy: "プライバシーポリシー",
    termsOfService: "利用規約",
  },
  logout: {
    heading: "サインアウトしますか？",
    purpose: "このブラウザーで {organization} からサインアウトします。",
    signedInAs: "あなたのアカウント",
    approve: "サインアウト",
    deny: "サインインしたままにする",
  },
  device: {
    heading: "デバイスの接続",
    purpose: "デバイスに表示されているコードを入力してください。",
    userCode: "コード",
    submit: "続ける",
    wrong: "コードが正しくないか、すでに無効です。デバイスの表示を確かめて、もう一度お試しください。",
  },
  approval: {
    warning: "自分で始めた場合にだけ許可してください。誰かに案内されて開いた場合は拒否してください。",
    compare: {
      userCode: "お手元のデバイスに表示されているはずのコード",
      bindingMessage: "アプリケーションにも表示されているはずのメッセージ",
    },
  },
  decided: {
    allowed: { heading: "アクセスを許可しました", text: "始めた場所に戻ってください。そこで続きが行われます。" },
    denied: { heading: "アクセスを拒否しました", text: "何も共有されていません。" },
    advice: "このページは閉じてかまいません。",
  },
  formPost: {
    heading: "戻っています",
    text: "何も起こらない場合は、手動で続けてください。",
    submit: "続ける",
  },
  signedOut: {
    heading: "サインアウトしました",
    text: "このブラウザーでの {organization} とのセッションは終了しました。",
    advice: "共有のコンピューターでは、ブラウザーも閉じてください。",
  },
  error: {
    code: "エラーコード",
    details: "詳細",
    correlationId: "お問い合わせ番号",
    texts: {
      invalid_client: {
        heading: "このアプリケーションは登録されていません",
        text: "リンクが示すアプリケーションは登録されていません。アプリケーションの運営者にお知らせください。",
      },
      invalid_request: {
        heading: "この要求は正しくありません",
        text: "アプリケーションから理解できない要求が送られました。アプリケーションに戻って、最初からやり直してください。",
      },
      invalid_callback: {
        heading: "この戻り先は登録されていません",
        text: "あなたを守るため、登録されていない宛先には移動しません。アプリケーションの運営者にお知らせください。",
      },
      unauthorized_client: {
        heading: "このアプリケーションには許可されていません",
        text: "アプリケーションはこの方法でサインインさせることを許可されていません。アプリケーションの運営者にお知らせください。",
      },
      application_disabled: {
        heading: "このアプリケーションは停止中です",
        text: "管理者がこのアプリケーションを停止しました。所属する組織にお問い合わせください。",
      },
      access_denied: {
        heading: "アクセスは拒否されました",
        text: "要求は拒否され、何も共有されていません。",
      },
      forbidden: {
        heading: "この入力は受け付けられませんでした",
        text: "このブラウザーのページから送られたものではないため、何も変更していません。アプリケーションに戻って、最初からやり直してください。",
      },
      session_expired: {
        heading: "このページの期限が切れました",
        text: "開いている時間が長すぎたか、すでに使われています。アプリケーションに戻って、最初からやり直してください。",
      },
      wrong_browser: {
        heading: "始めたブラウザーで続けてください",
        text: "このサインインは別のブラウザーで始められました。そのブラウザーに戻るか、ここで最初からやり直してください。",
      },
      not_found: {
        heading: "ここには何もありません",
        text: "アドレスが間違っているか、ページが移動した可能性があります。",
      },
      too_many_requests: {
        heading: "要求が多すぎます",
        text: "数分待ってから、もう一度お試しください。",
      },
      temporarily_unavailable: {
        heading: "ただいま利用できません",
        text: "混み合っているか、保守中です。数分後にもう一度お試しください。",
      },
      server_error: {
        heading: "こちらで問題が起きました",
        text: "お客様の操作によるものではありません。しばらくしてからお試しください。繰り返す場合は、下の番号をお知らせください。",
      },
      other: {
        heading: "続けることができません",
        text: "アプリケーションに戻って、最初からやり直してください。",
      },
    },
  },
};
