import type { User } from "../../protocol/model/user.ts";
import type { TenantStore } from "../../store/port/store.ts";
import { ManagementError } from "../management-error.ts";
import type { Call, ManagementContext, Reply } from "../operation.ts";
import { signInStoresOf } from "../sign-in-stores.ts";

/** An application that may act for a user, or that the user has allowed something for good. */
export interface AuthorizedApp {
  /** The application's id. */
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly approvedScopes: readonly string[];
}

/** The applications that may act for the user, by name. */
export async function authorizedApps(user: User, ctx: ManagementContext): Promise<AuthorizedApp[]> {
  const stores = await signInStoresOf(user.id, ctx);
  const apps = await Promise.all(stores.map((store) => appsIn(store, user, ctx.now)));
  return apps.flat().sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function appsIn(
  { authorizations, clients, consents }: TenantStore,
  { id }: User,
  now: number,
): Promise<AuthorizedApp[]> {
  const scopes = new Map<string, Set<string>>();
  for (const { clientId, scope } of [...(await consents.listOf(id)), ...(await authorizations.grantsOf(id, now))]) {
    scopes.set(clientId, new Set([...(scopes.get(clientId) ?? []), ...scope]));
  }
  const apps = await Promise.all(
    [...scopes].map(async ([clientId, approved]) => {
      const client = await clients.find(clientId);
      if (client?.application === undefined) return [];
      return [{ id: client.application.id, name: client.name, clientId, approvedScopes: [...approved].sort() }];
    }),
  );
  return apps.flat();
}

/** The one of them that the path names. Refuses another. */
export async function authorizedApp(
  { parameters }: Pick<Call, "parameters">,
  user: User,
  ctx: ManagementContext,
): Promise<AuthorizedApp> {
  const app = (await authorizedApps(user, ctx)).find(({ id }) => id === parameters.applicationId);
  if (app !== undefined) return app;
  const description = `The user has authorized no application with the id ${parameters.applicationId}.`;
  throw new ManagementError(404, "OAA-60003", "Application not found.", description);
}

/** Takes back what the user has allowed these applications, with all their tokens (security bar 25.3). */
export async function withdraw(user: User, apps: readonly AuthorizedApp[], ctx: ManagementContext): Promise<Reply> {
  const stores = await signInStoresOf(user.id, ctx);
  for (const { id, clientId } of apps) {
    for (const { authorizations, clients, consents } of stores) {
      if ((await clients.find(clientId))?.application?.id !== id) continue;
      // The consent first: an authorization that is made meanwhile asks again the next time.
      await consents.remove(user.id, clientId);
      await authorizations.revokeOfClient(user.id, clientId, ctx.now);
    }
  }
  const before = apps.map(({ clientId, approvedScopes }) => ({ clientId, approvedScopes }));
  const target = { kind: "user", id: user.id, name: user.userName };
  return { status: 204, change: { action: "authorized-app.revoke", target, before } };
}
