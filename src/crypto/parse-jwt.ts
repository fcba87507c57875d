import { JwtFault } from "./jwt-fault.ts";

/** Security bar 20.2. */
export const LARGEST_JWT_BYTES = 16_384;

export interface JwtParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * What a JWT in compact form says, believed by nobody yet: good for finding out whose it claims to be, before `verifyJwt` settles it.
 * Throws a JwtFault when it is longer than allowed or is no signed JWT.
 */
export function parseJwt(text: string, largestBytes = LARGEST_JWT_BYTES): JwtParts {
  if (text.length > largestBytes) throw new JwtFault(`a JWT of more than ${largestBytes} bytes`);
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) throw new JwtFault("not a signed JWT");
  const [header = "", claims = ""] = text.split(".");
  return { header: parseObject(header), claims: parseObject(claims) };
}

function parseObject(part: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url")));
  } catch (cause) {
    throw new JwtFault("not a signed JWT", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new JwtFault("not a signed JWT");
}
