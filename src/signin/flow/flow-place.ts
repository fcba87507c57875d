import type { SignInOption, SignInStep } from "../../protocol/model/application.ts";
import type { User } from "../../protocol/model/user.ts";
import type { Factor, RefusalReason, Shown } from "./factor.ts";
import type { StoredFlow } from "./sign-in-flow.ts";

/** A sign-in on its way: the request that waits for it, the steps that it takes, and how far it has come. */
export interface FlowPlace extends StoredFlow {
  readonly id: string;
  readonly expiresAt: number;
  readonly steps: readonly SignInStep[];
  /** Undefined: every step is asked for, on a device that was remembered too. */
  readonly remembering?: { readonly cookie: string | undefined } | undefined;
}

/** What comes next. */
export type Standing =
  /** One of several ways is to be picked. */
  | { readonly kind: "choose"; readonly options: readonly SignInOption[] }
  /** Something is to be entered. `others`: the other ways of the same step. */
  | {
      readonly kind: "prompt";
      readonly option: SignInOption;
      readonly factor: Factor;
      readonly shown: Shown;
      readonly others: readonly SignInOption[];
      /** Whether the device can be remembered with it. */
      readonly rememberable: boolean;
    }
  | {
      readonly kind: "elsewhere";
      readonly option: SignInOption;
      readonly url: string;
      readonly shown: Shown;
      readonly others: readonly SignInOption[];
    }
  /** None of the step's ways stands open to this person. `unreached`: the `acr` that the step is there for. */
  | { readonly kind: "stuck"; readonly unreached?: string | undefined }
  | { readonly kind: "complete"; readonly user: User; readonly amr: readonly string[] };

/** The flow after something was done, and what comes next in it. */
export interface Advanced {
  readonly place: FlowPlace;
  readonly standing: Standing;
  /** Why what was entered did not do. */
  readonly refusal?: RefusalReason | undefined;
}

export type Submission = ({ readonly kind: "advanced" } & Advanced) | TooMany;
export type TooMany = { readonly kind: "too many attempts"; readonly retryAfterSeconds: number };
