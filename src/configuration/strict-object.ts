import { z } from "zod";

/**
 * An object that refuses keys it does not know. The message of that refusal is the list of the known ones, from which
 * `faults.ts` makes a line for each unknown key.
 */
export function strictObject<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(" ");
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? known : undefined) });
}
