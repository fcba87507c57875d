import { z } from "zod";
import type { TenantSettings } from "../../protocol/model/tenant.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { serverConfigOperations } from "./server-config.ts";

const PATH = "/api/server/v1/configs";
const VIEW = "internal_config_view";
const UPDATE = "internal_config_update";

const registration = z.object({
  authenticationRequired: z.boolean(),
  enableFapiEnforcement: z.boolean(),
  mandateSSA: z.boolean(),
});
const registrationPatch = z.array(
  z.object({
    operation: z.literal("REPLACE"),
    path: z.string(),
    value: z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]),
  }),
);
const inboundOAuth = z.object({ enableJwtScopeAsArray: z.boolean() });

/** What counts for all applications of an organization (contract §17.11). */
export const configOperations: readonly Operation[] = [
  ...serverConfigOperations,
  operation({
    id: "getDCRConfiguration",
    method: "GET",
    path: `${PATH}/dcr`,
    scope: VIEW,
    summary: "Who may register clients",
    answers: { 200: registration },
    async handle(_call, { tenant }) {
      return { status: 200, body: registrationOf(tenant.settings) };
    },
  }),
  operation({
    id: "patchDCRConfiguration",
    method: "PATCH",
    path: `${PATH}/dcr`,
    scope: UPDATE,
    summary: "Change who may register clients",
    body: registrationPatch,
    answers: { 200: undefined },
    async handle({ body }, ctx) {
      const { settings } = ctx.tenant;
      const wanted = body.reduce(patched, registrationOf(settings));
      const { authenticationRequired } = wanted;
      if (authenticationRequired === registrationOf(settings).authenticationRequired) return { status: 200 };
      return saved({ clientRegistration: authenticationRequired ? "with token" : "open" }, "dcr", ctx);
    },
  }),
  operation({
    id: "getOAuth2InboundConfig",
    method: "GET",
    path: `${PATH}/authentication/inbound/oauth2`,
    scope: VIEW,
    summary: "How tokens are made for all applications",
    answers: { 200: inboundOAuth },
    async handle(_call, { tenant }) {
      return { status: 200, body: { enableJwtScopeAsArray: tenant.settings.jwtScopeAsArray === true } };
    },
  }),
  operation({
    id: "updateOAuth2InboundConfig",
    method: "PATCH",
    path: `${PATH}/authentication/inbound/oauth2`,
    scope: UPDATE,
    summary: "Change how tokens are made for all applications",
    body: inboundOAuth.partial(),
    answers: { 200: undefined },
    async handle({ body: { enableJwtScopeAsArray } }, ctx) {
      if (enableJwtScopeAsArray === undefined) return { status: 200 };
      return saved({ jwtScopeAsArray: enableJwtScopeAsArray }, "oauth2", ctx);
    },
  }),
  operation({
    id: "deleteOAuth2InboundConfig",
    method: "DELETE",
    path: `${PATH}/authentication/inbound/oauth2`,
    scope: UPDATE,
    summary: "Make tokens as at the beginning",
    answers: { 204: undefined },
    async handle(_call, ctx) {
      return { ...(await saved({ jwtScopeAsArray: undefined }, "oauth2", ctx)), status: 204 };
    },
  }),
];

type Registration = z.output<typeof registration>;

/** Where nobody may register, no authentication suffices: that is the operator's to say, and shows as one that is required. */
function registrationOf({ clientRegistration }: TenantSettings): Registration {
  return {
    authenticationRequired: clientRegistration !== "open",
    enableFapiEnforcement: false,
    mandateSSA: false,
  };
}

function patched(before: Registration, { path, value }: z.output<typeof registrationPatch>[number]): Registration {
  if (path === "/authenticationRequired") return { ...before, authenticationRequired: value };
  const isSame = before[path.slice(1) as keyof Registration] === value;
  if (isSame) return before;
  throw new ManagementError(400, "UE-10000", "Invalid Request", `${path} cannot be changed to ${value} here.`);
}

async function saved(changes: Partial<TenantSettings>, config: string, ctx: ManagementContext): Promise<Reply> {
  await ctx.saveSettings(() => changes);
  const { clientRegistration, jwtScopeAsArray } = ctx.tenant.settings;
  const before = { clientRegistration, jwtScopeAsArray };
  const target = { kind: "config", id: config };
  return { status: 200, change: { action: "config.update", target, before, after: { ...before, ...changes } } };
}
