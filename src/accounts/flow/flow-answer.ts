import type { Registration } from "../registration.ts";
import type { Refused } from "./executors.ts";
import type { FlowStep } from "./flow-design.ts";
import type { Away, Flow } from "./flow-state.ts";

/** What has come of something that was done in a flow. */
export type FlowAnswer =
  /** Something is to be entered in the step. */
  | { readonly kind: "view"; readonly flow: Flow; readonly step: FlowStep }
  /** The person is elsewhere first, as the flow's state says. */
  | { readonly kind: "away"; readonly flow: Flow; readonly away: Away }
  | {
      readonly kind: "registered";
      readonly registration: Registration;
      readonly userName: string;
      readonly signIn?: string | undefined;
    }
  /** `signIn`: a code that signs them in. */
  | {
      readonly kind: "password chosen";
      readonly userId: string;
      readonly userName: string;
      readonly signIn?: string | undefined;
    }
  /** The flow stays where it is. */
  | Refused
  /** There is no such flow any more. */
  | { readonly kind: "gone" }
  /** The organization does not let people do that. */
  | { readonly kind: "off" };
