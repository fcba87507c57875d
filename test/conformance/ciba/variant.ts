import type { FapiVariant, Which } from "../fapi/variant.ts";

/** What one run of a module of the FAPI-CIBA plan varies (the suite's variants of these names). */
export interface CibaVariant {
  readonly clientAuthentication: FapiVariant["clientAuthentication"];
  readonly mode: "poll" | "ping";
}

export const MODES = ["poll", "ping"] as const;

export function cibaClientIdOf({ clientAuthentication, mode }: CibaVariant, which: Which): string {
  return ["ciba", clientAuthentication, mode, which].join("-");
}
