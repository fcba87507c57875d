import { z } from "zod";

const text = z.string();
/** Security bar 23.4: what one request may be about. */
const MOST = 500;

export const orgIds = z.array(text).max(MOST);
export const userIds = z.array(text).min(1).max(MOST);

export const roleForm = z.object({ displayName: text, audience: z.object({ display: text, type: text }) });

export const processForm = z.object({ status: text.optional(), details: text.optional() });

const roleSharing = z.object({ mode: z.enum(["ALL", "NONE", "SELECTED"]), roles: z.array(roleForm).optional() });

export const shareApplicationForm = z.object({
  applicationId: text,
  organizations: z
    .array(
      z.object({
        orgId: text,
        policy: z.enum(["SELECTED_ORG_ONLY", "SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN", "NO_ORG"]),
        roleSharing: roleSharing.optional(),
      }),
    )
    .max(MOST),
});

export const shareApplicationWithAllForm = z.object({
  applicationId: text,
  policy: z.enum(["ALL_EXISTING_ORGS_ONLY", "ALL_EXISTING_AND_FUTURE_ORGS", "NO_ORGS"]),
  roleSharing: roleSharing.optional(),
});

const roles = z.array(roleForm).max(MOST).default([]);
const userCriteria = z.object({ userIds });

/** Roles that whoever is shared gets in the organization, by their names there. */
const roleAssignment = z
  .object({ mode: z.enum(["NONE", "SELECTED"]).default("SELECTED"), roles })
  .transform((assignment) => (assignment.mode === "NONE" ? [] : assignment.roles))
  .default([]);

/** How each version of the API writes what is to be shared; what is read of it is the same. */
export const shareUsersForms = {
  v1: z.object({
    userCriteria,
    organizations: z
      .array(
        z
          .object({
            orgId: text,
            policy: z.enum([
              "SELECTED_ORG_ONLY",
              "SELECTED_ORG_WITH_ALL_EXISTING_CHILDREN_ONLY",
              "SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN",
              "SELECTED_ORG_WITH_EXISTING_IMMEDIATE_CHILDREN_ONLY",
              "NO_ORG",
            ]),
            roles,
          })
          .transform(({ orgId, policy, roles: names }) => ({ orgId, policy, roleAssignment: names })),
      )
      .max(MOST),
  }),
  v2: z.object({
    userCriteria,
    organizations: z
      .array(
        z.object({
          orgId: text,
          policy: z.enum(["SELECTED_ORG_ONLY", "SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN"]),
          roleAssignment,
        }),
      )
      .max(MOST),
  }),
};

export const shareUsersWithAllForms = {
  v1: z
    .object({
      userCriteria,
      policy: z.enum(["ALL_EXISTING_ORGS_ONLY", "ALL_EXISTING_AND_FUTURE_ORGS", "IMMEDIATE_EXISTING_ORGS_ONLY"]),
      roles,
    })
    .transform(({ roles: names, ...rest }) => ({ ...rest, roleAssignment: names })),
  v2: z.object({ userCriteria, policy: z.enum(["ALL_EXISTING_AND_FUTURE_ORGS"]), roleAssignment }),
};

export const unshareUsersForms = {
  v1: z
    .object({ userCriteria, organizations: orgIds })
    .transform(({ organizations, ...rest }) => ({ ...rest, orgIds: organizations })),
  v2: z.object({ userCriteria, orgIds }),
};

export const unshareUsersFromAllForm = z.object({ userCriteria });

export const patchUsersForm = z.object({
  userCriteria,
  Operations: z
    .array(z.object({ op: z.enum(["add", "remove"]), path: text, value: roles }))
    .min(1)
    .max(MOST),
});

export const sharedQuery = z.object({
  filter: text.optional(),
  limit: z
    .string()
    .regex(/^\d{1,6}$/, "is not a whole number")
    .optional(),
  after: text.optional(),
  before: text.optional(),
  recursive: z.enum(["true", "false"]).optional(),
  attributes: text.optional(),
  excludedAttributes: text.optional(),
});
