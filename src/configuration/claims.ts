import { z } from "zod";
import { strictObject } from "./strict-object.ts";

// PostgreSQL cannot store a NUL.
const text = z
  .string()
  .min(1)
  .regex(/^[^\0]*$/, "holds a NUL character");

const address = strictObject({
  formatted: text.optional(),
  street_address: text.optional(),
  locality: text.optional(),
  region: text.optional(),
  postal_code: text.optional(),
  country: text.optional(),
});

/** A user's claims by their OpenID Connect names (OIDC Core §5.1). The server fills in sub, username and updated_at itself. */
export const claimsSchema = strictObject({
  name: text.optional(),
  given_name: text.optional(),
  family_name: text.optional(),
  middle_name: text.optional(),
  nickname: text.optional(),
  preferred_username: text.optional(),
  profile: text.optional(),
  picture: text.optional(),
  website: text.optional(),
  gender: text.optional(),
  birthdate: text.optional(),
  zoneinfo: text.optional(),
  locale: text.optional(),
  email: z.string().includes("@", "is not an e-mail address: write it as name@example.com").optional(),
  email_verified: z.boolean().optional(),
  phone_number: text.optional(),
  phone_number_verified: z.boolean().optional(),
  address: address.optional(),
  street_address: text.optional(),
  locality: text.optional(),
  region: text.optional(),
  postal_code: text.optional(),
  country: text.optional(),
  groups: z.array(text).optional(),
  roles: z.array(text).optional(),
});

/** The claims that an application can ask for. */
export const REQUESTABLE_CLAIMS = [...Object.keys(claimsSchema.shape), "username", "updated_at"];

/** The claims whose value can become `sub`: those that are one text. */
export const SUBJECT_CLAIMS = ["username", "email", "preferred_username", "phone_number"];
