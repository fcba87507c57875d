import { parseResponseType, type ResponseType } from "../../protocol/authorize/response-type.ts";
import { text } from "../texts.ts";

const HYBRID_RESPONSE_TYPES = ["code id_token", "code token", "code id_token token"] as const;

/** OAuth 2.0 Multiple Response Types §3, §4, §5. */
export const RESPONSE_TYPES = ["none", "token", "id_token", "id_token token", ...HYBRID_RESPONSE_TYPES] as const;

/** Asgardeo writes several with commas between them. */
export const hybridResponseTypes = text((value) => {
  const known = value
    .split(",")
    .every((type) => HYBRID_RESPONSE_TYPES.some((hybrid) => hybrid === parseResponseType(type.trim())));
  return value === "" || known
    ? undefined
    : `is not a list of these with commas between them: ${HYBRID_RESPONSE_TYPES.join(", ")}`;
});

export function toHybridResponseTypes(value: string): ResponseType[] {
  return value.split(",").flatMap((type) => parseResponseType(type.trim()) ?? []);
}
