import { z } from "zod";
import { claimsSchema } from "../claims.ts";
import { strictObject } from "../strict-object.ts";
import { matching, userId } from "../texts.ts";
import { anything } from "./fields.ts";

/** What `crypto/password-hash.ts` reads. */
const PHC = /^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,2}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

export const userSchema = strictObject({
  userName: matching(
    /^[^\s\p{C}]([^\p{C}]{0,253}[^\s\p{C}])?$/u,
    "is not 1 to 255 characters without blanks at its ends",
  ),
  // Security bar 17.2: no composition rule, nothing trimmed.
  password: z.string().min(8, "is shorter than 8 characters").max(256, "is longer than 256 characters").optional(),
  passwordHash: matching(PHC, "is not an argon2id PHC string").optional(),
  id: userId.optional(),
  enabled: z.boolean().optional(),
  claims: claimsSchema.default({}),
  otherClaims: anything.optional(),
  // SCIM's attributes that no claim holds.
  attributes: anything.optional(),
});
