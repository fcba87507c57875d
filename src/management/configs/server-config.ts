import { z } from "zod";
import { administratorRole, everyoneRole } from "../../protocol/roles.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";

const PATH = "/api/server/v1/configs";
const VIEW = "internal_config_view";
const UPDATE = "internal_config_update";

/** Users that come by SCIM are stored here and nowhere else. */
const SCIM = { provisioningUserstore: "DEFAULT", enableProxyMode: false } as const;
const USER_STORES = ["DEFAULT", "PRIMARY"];

const scimForm = z.object({ provisioningUserstore: z.string(), enableProxyMode: z.boolean() });
const serverConfig = z.object({
  homeRealmIdentifiers: z.array(z.string()),
  realmConfig: z.object({ adminRole: z.string(), everyoneRole: z.string() }),
  provisioning: z.object({ inbound: z.object({ scim: scimForm }) }),
});

/** What scripts read of an organization before they begin (contract §17.11). */
export const serverConfigOperations: readonly Operation[] = [
  operation({
    id: "getConfigs",
    method: "GET",
    path: PATH,
    scope: VIEW,
    summary: "How the organization is set up",
    answers: { 200: serverConfig },
    async handle(_call, { tenant }) {
      const { handle } = tenant;
      const realmConfig = {
        adminRole: administratorRole(tenant).displayName,
        everyoneRole: everyoneRole(tenant).displayName,
      };
      const body = { homeRealmIdentifiers: [handle], realmConfig, provisioning: { inbound: { scim: SCIM } } };
      return { status: 200, body };
    },
  }),
  operation({
    id: "getHomeRealmIdentifiers",
    method: "GET",
    path: `${PATH}/home-realm-identifiers`,
    scope: VIEW,
    summary: "The names that the organization goes by",
    answers: { 200: z.array(z.string()) },
    handle: async (_call, { tenant }) => ({ status: 200, body: [tenant.handle] }),
  }),
  operation({
    id: "getInboundScimConfigs",
    method: "GET",
    path: `${PATH}/provisioning/inbound/scim`,
    scope: VIEW,
    summary: "Where users go that come by SCIM",
    answers: { 200: scimForm },
    handle: async () => ({ status: 200, body: SCIM }),
  }),
  operation({
    id: "updateInboundScimConfigs",
    method: "PUT",
    path: `${PATH}/provisioning/inbound/scim`,
    scope: UPDATE,
    summary: "Confirm where users go that come by SCIM: there is one user store",
    body: scimForm.partial(),
    answers: { 200: undefined },
    async handle({ body: { provisioningUserstore = SCIM.provisioningUserstore, enableProxyMode = false } }) {
      if (enableProxyMode || !USER_STORES.includes(provisioningUserstore.toUpperCase())) {
        const description = "Users that come by SCIM are stored in the one user store that there is.";
        throw new ManagementError(400, "CNF-60001", "Invalid request.", description);
      }
      return { status: 200 };
    },
  }),
];
