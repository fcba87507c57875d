import { html } from "hono/html";
import { type AccountForm, accountForm, accountNotice } from "./account-form.ts";
import { invitationWords } from "./languages/invitations.ts";
import type { PageFrame } from "./layout.ts";
import { fill, named } from "./template.ts";

export interface InvitationPage extends AccountForm {
  readonly confirmation: string;
  /** The organization that the user is invited into. */
  readonly organization: string;
  readonly userName: string;
}

/** Asks whether the invitation is accepted: a program that looks at the links of a message accepts nothing (security bar 19.7). */
export function invitationPage(values: InvitationPage): string {
  const words = invitationWords[values.frame.language];
  const names = { organization: named(values.organization), user: named(values.userName) };
  return accountForm(values, {
    heading: words.heading,
    text: fill(words.text, names),
    hidden: { confirmation: values.confirmation },
    submit: words.accept,
    otherwise: html`<button class="secondary" type="submit" name="answer" value="decline" id="decline">${words.decline}</button>`,
  });
}

/** Says what has come of it. */
export function invitationEndPage(frame: PageFrame, end: "accepted" | "declined" | "gone"): string {
  return accountNotice(frame, { ...invitationWords[frame.language][end], done: end !== "gone" });
}
