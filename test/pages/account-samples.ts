import type { PageFrame } from "../../src/pages/layout.ts";
import {
  accountEndPage,
  choosePasswordPage,
  confirmEmailPage,
  messageSentPage,
  recoverPasswordPage,
  recoverUserNamePage,
  recoveryCodePage,
} from "../../src/pages/recovery-pages.ts";
import { registeredPage, registerPage } from "../../src/pages/register-page.ts";

/** The pages of registration and recovery, each as a whole document. */
export function accountSamples(frame: PageFrame, text: (value: string) => string): [name: string, html: string][] {
  const form = { frame, action: "/t/bifrost/accountrecoveryendpoint/register.do", csrfToken: text("token") };
  const registration = { ...form, clientId: "notes", entered: { userName: text("ada") }, withPassword: true };
  const choice = { ...form, confirmation: text("code"), userName: text("ada@example.com") };
  return [
    ["recover password", recoverPasswordPage(form, ["email"])],
    ["recover password, by either", recoverPasswordPage(form, ["email", "sms"])],
    ["recover user name", recoverUserNamePage(form)],
    ["message sent, with a link", messageSentPage(frame, 30)],
    ["message sent, with a user name", messageSentPage(frame, undefined)],
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
    ["register", registerPage({ ...registration, termsOfServiceUri: "https://notes.example/terms", alert: undefined })],
    ["register, refused", registerPage({ ...registration, alert: "taken" })],
    ["registered", registeredPage(frame, true)],
    ["registered, ready", registeredPage(frame, false)],
  ];
}
