import type { SignInOption } from "../../protocol/model/application.ts";
import type { User } from "../../protocol/model/user.ts";
import type { ProviderSession } from "../federation/provider-sessions.ts";
import type { RemotePerson } from "../federation/remote-person.ts";
import type { FlowContext } from "./flow-context.ts";
import type { DoneStep, OpenStep, Person, SignInFlow } from "./sign-in-flow.ts";

/** One way to prove who one is; each is a file of this folder's neighbour. */
export interface Factor {
  /** Asgardeo's name, which `amr` tells. */
  readonly name: string;
  /** For applications that show no page of ours (contract §14). */
  readonly displayName: string;
  /** `task`: nothing is proven by it, but it has to be done. */
  readonly kind: "knowledge" | "possession" | "both" | "identifier" | "federated" | "task";
  /** Whether it says who signs in; the others need somebody who has said so before. */
  readonly identifies: boolean;
  /** What is entered, in the order of the form; a program sends it by these names (contract §14.4). */
  readonly parameters: readonly FactorParameter[];
  /** Of something that one has: whether no code is sent for it, so that it may be begun as often as one likes. */
  readonly sendsNothing?: boolean;
  /** Whether it is there at all, for anybody. Left out: it is. */
  isServed?(option: SignInOption, ctx: FlowContext): Promise<boolean>;
  /** Whether this person can do it. Left out: everybody can. It must not tell whether somebody who proved nothing has an account. */
  isOffered?(person: Person, option: SignInOption, ctx: FlowContext): Promise<boolean>;
  /** Whether somebody who has proven who they are may set it up now; asked when none of the step's ways stands open to them. */
  canEnrol?(step: StartedStep, ctx: FlowContext): Promise<boolean>;
  /** Makes ready what has to be there before anything can be entered: sends a code, makes a challenge. */
  start?(step: StartedStep, ctx: FlowContext): Promise<StartOutcome>;
  /** Whether what was entered needs no `start`, since it answers what another way's page has shown along with its own. */
  isAnswered?(entered: ReadonlyMap<string, string>): boolean;
  /** What its page, or the program, needs beside the form, made of the step's state. */
  show?(step: StartedStep & { readonly state: OpenStep["state"] }, ctx: FlowContext): Promise<Shown>;
  verify(step: EnteredStep, ctx: FlowContext): Promise<FactorOutcome>;
  /** Whether what the mark of a proof says is still so: the same password, a passkey that is still there. Left out: it always is. */
  standsBy?(mark: string, user: User, option: SignInOption, ctx: FlowContext): Promise<boolean>;
}

export interface FactorParameter {
  readonly name: string;
  readonly type: "STRING" | "INTEGER" | "BOOLEAN";
  readonly displayName: string;
  /** Not to be shown while it is typed. */
  readonly confidential: boolean;
}

export interface StartedStep {
  readonly option: SignInOption;
  readonly flow: SignInFlow;
  /** Names the flow, for whatever has to come back to it. */
  readonly flowId: string;
}

export interface EnteredStep extends StartedStep {
  /** What `start` has kept; empty where there is no `start`. */
  readonly state: OpenStep["state"];
  readonly entered: ReadonlyMap<string, string>;
  /** The device's cookie: a browser's alone. */
  readonly deviceCookie: string | undefined;
}

export type StartOutcome =
  | { readonly kind: "started"; readonly state: OpenStep["state"] }
  /** Goes on at another server, which sends the browser back. */
  | { readonly kind: "elsewhere"; readonly state: OpenStep["state"]; readonly url: string }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/** By name, as JSON. */
export type Shown = Readonly<Record<string, unknown>>;

export type FactorOutcome =
  /**
   * `mark`: what the proof stands on. `renewed`: another step's, which was done with what this one has replaced. `providerSession`: what it
   * has come of at another server.
   */
  | {
      readonly kind: "proven";
      readonly user: User;
      readonly mark?: string | undefined;
      readonly renewed?: DoneStep;
      readonly providerSession?: ProviderSession;
    }
  /** Proven elsewhere, of somebody whose account here is to be proven too before the two are linked. */
  | {
      readonly kind: "to be linked";
      readonly remote: Pick<RemotePerson, "subject" | "claims">;
      readonly session: ProviderSession;
    }
  /** Said, and not proven. Without an id there is no such user, which nobody is told. */
  | { readonly kind: "identified"; readonly userName: string; readonly userId?: string | undefined }
  /** May be tried again; `because` names the page's words. The new state, if there is one, takes the place of the old. */
  | { readonly kind: "refused"; readonly because: RefusalReason; readonly state?: OpenStep["state"] }
  /** Something else has to be entered yet, here: what was kept gives way to the new state. */
  | { readonly kind: "goes on"; readonly state: OpenStep["state"] }
  /** The step begins anew: what was begun is worth nothing any more. */
  | { readonly kind: "ended"; readonly because: RefusalReason }
  | { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };

/** The keys of the pages' words. */
export type RefusalReason =
  | "sign_in_failed"
  | "wrong_code"
  | "code_expired"
  | "passkey_failed"
  | "connection_failed"
  | "no_account"
  | "password_refused"
  | "passwords_differ"
  | "present_password_wrong"
  | "password_by_link"
  | "password_unused"
  | "name_taken"
  | "consent_missing"
  /** What was proven before is worth nothing any more. */
  | "starts_over";
