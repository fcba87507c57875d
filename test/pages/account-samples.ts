import type { FlowComponent } from "../../src/pages/flow-components.ts";
import { flowPage, flowPasskeyPage, flowSignedInPage, flowSignInPage } from "../../src/pages/flow-page.ts";
import type { PageFrame } from "../../src/pages/layout.ts";
import {
  accountEndPage,
  choosePasswordPage,
  confirmEmailPage,
  messageSentPage,
  recoverPasswordPage,
  recoverUserNamePage,
  recoveryCodePage,
  userNameSentPage,
} from "../../src/pages/recovery-pages.ts";
import { registeredPage, registerPage } from "../../src/pages/register-page.ts";

/** Every kind of thing that a designed step can have in it. */
function flowComponents(text: (value: string) => string): readonly FlowComponent[] {
  const input = (id: string, identifier: string, config: object = {}, variant = "TEXT") => ({
    id,
    type: "INPUT",
    variant,
    config: { identifier, label: text("A field"), required: true, ...config },
  });
  return [
    { id: "heading", type: "TYPOGRAPHY", variant: "H3", config: { text: text("Join us") } },
    { id: "words", type: "RICH_TEXT", config: { text: "<p>A few words</p>" } },
    {
      id: "social",
      actionId: "social",
      type: "BUTTON",
      variant: "SOCIAL",
      config: { text: text("Continue with Notes") },
    },
    { id: "divider", type: "DIVIDER", config: { text: text("or") } },
    {
      id: "form",
      type: "FORM",
      components: [
        input("name", "http://wso2.org/claims/username", { label: "" }),
        input(
          "phone",
          "http://wso2.org/claims/mobile",
          { label: "", hint: text("With the code of your country") },
          "TELEPHONE",
        ),
        {
          id: "country",
          type: "SELECT",
          config: { identifier: "http://wso2.org/claims/country", label: text("Country"), options: ["NO"] },
        },
        input("news", "http://wso2.org/claims/newsletter", { required: false }, "CHECKBOX"),
        input("secret", "password", {}, "PASSWORD"),
        input("otp", "otp", { label: "" }),
        { id: "second", type: "TYPOGRAPHY", variant: "H4", config: { text: text("Nearly done") } },
        { id: "go", actionId: "go", type: "BUTTON", config: { text: text("Go on") } },
        { id: "later", actionId: "later", type: "BUTTON", variant: "SECONDARY" },
      ],
    },
  ];
}

/** The pages of registration and recovery, each as a whole document. */
export function accountSamples(frame: PageFrame, text: (value: string) => string): [name: string, html: string][] {
  const form = { frame, action: "/t/bifrost/accountrecoveryendpoint/register.do", csrfToken: text("token") };
  const registration = { ...form, clientId: "notes", entered: { userName: text("ada") }, withPassword: true };
  const flow = {
    ...form,
    flow: "REGISTRATION" as const,
    hidden: { flowId: text("flow") },
    entered: { "http://wso2.org/claims/username": text("ada") },
    components: flowComponents(text),
  };
  const choice = { ...form, confirmation: text("code"), userName: text("ada@example.com") };
  return [
    ["recover password", recoverPasswordPage(form, ["email"])],
    ["recover password, by either", recoverPasswordPage(form, ["email", "sms"])],
    ["recover user name", recoverUserNamePage(form, ["email"])],
    ["recover user name, by either", recoverUserNamePage(form, ["email", "sms"])],
    ["message sent, with a link", messageSentPage(frame, 30)],
    ["message sent, with a user name", userNameSentPage(frame, "email")],
    ["message sent, with a user name by text message", userNameSentPage(frame, "sms")],
    [
      "recovery code",
      recoveryCodePage({ ...form, flowCode: text("code"), minutes: 10, channel: "email", wrong: false }),
    ],
    [
      "recovery code, refused",
      recoveryCodePage({ ...form, flowCode: text("code"), minutes: 10, channel: "sms", wrong: true }),
    ],
    ["choose password", choosePasswordPage({ ...choice, invited: true, refused: undefined })],
    ["choose password, refused", choosePasswordPage({ ...choice, invited: false, refused: "common" })],
    ["password chosen", accountEndPage(frame, "chosen")],
    ["link gone", accountEndPage(frame, "gone")],
    ["switched off", accountEndPage(frame, "off")],
    ["confirm email", confirmEmailPage({ ...form, confirmation: text("code") })],
    ["email confirmed", accountEndPage(frame, "confirmed")],
    [
      "flow",
      flowPage({ ...flow, asksTerms: true, termsOfServiceUri: "https://notes.example/terms", fault: undefined }),
    ],
    ["flow, refused", flowPage({ ...flow, asksTerms: false, fault: "mobile number" })],
    ["flow, passkey", flowPasskeyPage({ ...form, hidden: { flowId: text("flow") }, options: { challenge: "abc" } })],
    ["flow, signing in", flowSignInPage({ ...form, confirmation: text("code"), userName: text("ada@example.com") })],
    ["flow, signed in", flowSignedInPage(frame)],
    ["register", registerPage({ ...registration, termsOfServiceUri: "https://notes.example/terms", alert: undefined })],
    ["register, refused", registerPage({ ...registration, alert: "taken" })],
    ["registered", registeredPage(frame, true)],
    ["registered, ready", registeredPage(frame, false)],
  ];
}
