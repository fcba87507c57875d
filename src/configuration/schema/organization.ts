import { z } from "zod";
import { isReservedHandle, RESERVED_HANDLE } from "../../protocol/handle.ts";
import { recordShape } from "../records/blocks.ts";
import { strictObject } from "../strict-object.ts";
import { label, scope, uuid } from "../texts.ts";
import { apiResource } from "./api-resource.ts";
import { applicationSchema } from "./application.ts";
import { anything, handle, publicKeys } from "./fields.ts";
import { group, role } from "./group-and-role.ts";
import { userSchema } from "./user.ts";

const trustedTokenIssuer = strictObject({
  name: label,
  // Of one that administrators have made, with what they have said of it beside.
  id: uuid.optional(),
  kept: anything.optional(),
  enabled: z.boolean().default(true),
  issuer: label,
  alias: label.optional(),
  lookupAttribute: z.enum(["userid", "username"]).default("userid"),
  ...publicKeys,
});

/** What organizations have at every height of their tree. */
const world = {
  roles: z.array(role).default([]),
  users: z.array(userSchema).default([]),
  groups: z.array(group).default([]),
  ...recordShape,
};

const count = z.number().int().min(0).max(256).optional();

/** A B2B organization inside one of `organizations`; without a parent it lies right below that one. */
export const subOrganizationSchema = strictObject({
  handle: handle.refine((value) => !isReservedHandle(value), RESERVED_HANDLE),
  name: label.optional(),
  description: label.optional(),
  status: z.enum(["ACTIVE", "DISABLED"]).default("ACTIVE"),
  parent: handle.optional(),
  attributes: z.record(z.string().min(1), label).default({}),
  members: z.array(strictObject({ userName: label, scopes: z.array(scope).default([]) })).optional(),
  ...world,
});

export const organizationSchema = strictObject({
  handle,
  name: label.optional(),
  enabled: z.boolean().optional(),
  keyRotation: strictObject({ everyDays: z.number().int().min(1).max(3650) }).optional(),
  clientRegistration: z.enum(["with token", "open", "off"]).default("with token"), // security bar 23.6
  clientIdMetadataDocuments: z.boolean().default(false),
  trustedTokenIssuers: z.array(trustedTokenIssuer).default([]),
  jwtScopeAsArray: z.boolean().optional(),
  // In the order in which they are checked; what is left out is not asked for.
  passwordRules: strictObject({
    least: z.number().int().min(8).max(256).optional(), // security bar 17.2
    most: z.number().int().min(8).max(256).optional(),
    digits: count,
    upperCase: count,
    lowerCase: count,
    special: count,
    unique: count,
    repeated: z.number().int().min(1).max(256).optional(),
  }).optional(),
  lockOut: strictObject({
    attempts: z.number().int().min(1).max(10), // security bar 18.1
    lockSeconds: z.number().int().min(60).max(86_400),
  }).optional(),
  apiResources: z.array(apiResource).default([]),
  ...world,
  subOrganizations: z.array(subOrganizationSchema).default([]),
  applications: z.array(applicationSchema).default([]),
});
