import { z } from "zod";
import { applicationsUsing } from "../applications/connections.ts";
import { type ManagedClient, selfOf } from "../applications/find-application.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { pageOf, pageShape, pagingQuery } from "../paging.ts";
import { providerErrors } from "./errors.ts";
import { getProvider, ONE_PROVIDER, selfOf as selfOfProvider } from "./find-provider.ts";

const text = z.string();

/** ConnectedApps. */
export const connectedAppsAnswer = z.object({
  ...pageShape,
  connectedApps: z.array(z.object({ appId: text, self: text })),
});

/** A page of these applications; `path` is the list's own. */
export function connectedAppsOf(
  clients: readonly ManagedClient[],
  query: { limit?: string | undefined; offset?: string | undefined },
  path: string,
  ctx: ManagementContext,
) {
  const { page, ...answer } = pageOf(clients, query, path);
  const connectedApps = page.map((client) => ({ appId: client.application.id, self: selfOf(client, ctx) }));
  return { ...answer, connectedApps };
}

/** Whose users sign in with a connection. */
export const connectedAppOperations: readonly Operation[] = [
  operation({
    id: "getConnectedApps",
    method: "GET",
    path: `${ONE_PROVIDER}/connected-apps`,
    scope: "internal_idp_view",
    summary: "List the applications whose users sign in with an identity provider.",
    query: z.object({ ...pagingQuery, filter: text.optional() }),
    answers: { 200: connectedAppsAnswer, 404: undefined },
    async handle(call, ctx) {
      const provider = await getProvider(call, ctx);
      const { filter: sent } = call.query;
      const using = await applicationsUsing(({ idp }) => idp === provider.name, ctx);
      const filter = sent ? parseFilter(sent, ["name", "appId"]) : [[]];
      if (filter === undefined) throw providerErrors.invalidFilter(["name", "appId"]);
      const read = (client: ManagedClient) => (attribute: string) =>
        attribute === "name" ? client.name : client.application.id;
      const found = using.filter((client) => matchesFilter(filter, read(client)));
      const body = connectedAppsOf(found, call.query, `${selfOfProvider(provider, ctx)}/connected-apps`, ctx);
      return { status: 200, body };
    },
  }),
];
