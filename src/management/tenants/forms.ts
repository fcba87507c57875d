import { z } from "zod";
import { HANDLE, HANDLE_FAULT } from "../../protocol/handle.ts";
import { pageShape, pagingQuery } from "../paging.ts";

const MOST_OWNERS = 100;

const text = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]{1,255}$/u, "is not 1 to 255 characters");

const password = z.string().describe("8 to 256 characters, none of the most common ones.");

const additionalClaims = z
  .array(z.object({ claim: z.string().describe("As http://wso2.org/claims/telephone."), value: text }))
  .max(MOST_OWNERS)
  .optional();

const ownerForm = z.object({
  username: text,
  password: password.optional(),
  email: z.email(),
  firstname: text.optional(),
  lastname: text.optional(),
  provisioningMethod: z
    .enum(["inline-password", "invite-via-email"])
    .describe("inline-password demands a password; with invite-via-email there is none until the operator sets one."),
  additionalClaims,
});

export const newTenantForm = z.object({
  name: text.optional(),
  domain: z.string().regex(HANDLE, HANDLE_FAULT).describe("The tenant's handle: the part of its URLs after /t/."),
  owners: z.array(ownerForm).min(1).max(MOST_OWNERS).describe("The first administrators."),
});

/** A first administrator as a request describes them. */
export type NewOwner = z.output<typeof ownerForm>;
export type NewTenantRequest = z.output<typeof newTenantForm>;

export const ownerChangeForm = z.object({
  email: z.email(),
  password: password.optional(),
  firstname: text,
  lastname: text,
  additionalClaims,
});

const lifecycleStatus = z.object({ activated: z.boolean() });

/** The contract demands the one and shows the other. */
export const statusForm = z.union([lifecycleStatus, z.object({ lifecycleStatus })]);

export const listQuery = z.object({
  ...pagingQuery,
  filter: z.string().optional().describe("As domainName sw wso2, with eq, co, sw or ew."),
  sortBy: z.string().optional().describe("domainName and nothing else."),
  sortOrder: z.string().optional().describe("asc or desc."),
});

export const ownerQuery = z.object({
  additionalClaims: z.string().optional().describe("URIs of further claims to tell, with commas between them."),
});

const ownerAnswer = z.object({ id: z.uuid(), username: z.string() });
export const ownersAnswer = z.array(ownerAnswer);

export const wholeOwnerAnswer = ownerAnswer.extend({
  email: z.string().optional(),
  firstname: z.string().optional(),
  lastname: z.string().optional(),
  additionalClaims: z.array(z.object({ claim: z.string(), value: z.string() })).optional(),
});

export const tenantAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  domain: z.string(),
  owners: ownersAnswer,
  createdDate: z.iso.datetime(),
  lifecycleStatus,
});

export const tenantsAnswer = z.object({ ...pageShape, tenants: z.array(tenantAnswer) });
