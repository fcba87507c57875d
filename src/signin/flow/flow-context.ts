import type { ServerKeys } from "../../crypto/sealing.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import type { Client } from "../../protocol/model.ts";
import type { SignInContext } from "../context.ts";

/** What the factors know of the world, beside what all of sign-in does. */
export interface FlowContext extends SignInContext {
  /** Whom the sign-in is for. */
  readonly client: Client;
  /** `{base}/t/{tenant}`. */
  readonly tenantUrl: string;
  readonly sealing: Pick<ServerKeys, "seal" | "open">;
  readonly outbound: Outbound;
}
