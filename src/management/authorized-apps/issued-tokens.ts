import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";

/** Ends what everybody has allowed an application (contract §19). */
export const issuedTokenOperations: readonly Operation[] = [
  operation({
    id: "deleteIssuedTokensByAppId",
    method: "DELETE",
    path: "/api/users/v2/authorized-apps/{applicationId}/tokens",
    scope: "internal_application_mgt_update",
    place: "tenant",
    summary: "Ends all tokens of an application",
    answers: { 204: undefined },
    async handle({ parameters }, { store, now }) {
      const id = parameters.applicationId as string;
      const client = await store.clients.findByApplicationId(id);
      if (client === undefined) {
        const description = `There is no application with the id ${id}.`;
        throw new ManagementError(404, "OAA-60003", "Application not found.", description);
      }
      await store.clients.revokeTokens(client.clientId, now);
      const target = { kind: "application", id, name: client.name };
      return { status: 204, change: { action: "application.revoke-tokens", target } };
    },
  }),
];
