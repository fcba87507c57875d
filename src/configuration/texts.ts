import { z } from "zod";

/** A text for which `fault` finds nothing wrong; a fault is a half sentence that follows the value. */
export function text(fault: (value: string) => string | undefined) {
  return z.string().superRefine((value, { addIssue }) => {
    const message = fault(value);
    if (message !== undefined) addIssue({ code: "custom", message });
  });
}

/** A text of the pattern; the fault is a half sentence that follows the value. */
export function matching(pattern: RegExp, fault: string) {
  return text((value) => (pattern.test(value) ? undefined : fault));
}

export const label = matching(
  /^[^\s\p{Cc}]([^\p{Cc}]{0,253}[^\s\p{Cc}])?$/u,
  "is not 1 to 255 characters without blanks at its ends",
);

/** The id of something that is there: given to it when it is made, so that tokens and links stay what they were. */
export const uuid = matching(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  "is no UUID in lower-case letters: leave it out to have one made",
);

/** The same of a user: ids of version 8 follow from others, and are those of members from outside. */
export const userId = matching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-79a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  "is no UUID in lower-case letters, or one of version 8: leave it out to have one made",
);

/** RFC 6749 §3.3. */
export const scope = matching(
  /^[\x21\x23-\x5b\x5d-\x7e]+$/,
  "is not a scope: no blanks, quotes or backslashes (RFC 6749 §3.3)",
);
