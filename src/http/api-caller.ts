import type { ProtocolContext } from "../protocol/context.ts";
import type { AccessToken, Authorization } from "../protocol/model/authorization.ts";
import type { Client } from "../protocol/model/client.ts";
import type { User } from "../protocol/model/user.ts";
import { findOrganizationAccess, localIdOf } from "../protocol/organization-access.ts";
import type { OrganizationWorld } from "../protocol/organization-world.ts";
import { permissionsIn } from "../protocol/roles.ts";
import type { Settings } from "../settings.ts";

/** Who calls an API: a client for itself, a user through a client, or with name and password a user alone. */
export interface ApiCaller {
  readonly client: Client | undefined;
  readonly user: User | undefined;
  /** What the token is of, where it speaks for a user; at the pages of their own account the user's session. */
  readonly authorization?: Pick<Authorization, "id" | "sessionId" | "authTime" | "amr" | "extras"> | undefined;
  /** The organization whose own application it is. */
  readonly issuer?: OrganizationWorld | undefined;
  /** What came with the request; a name and a password are limited by no scope. */
  readonly token?: Pick<AccessToken, "scope" | "extras"> | undefined;
}

type World = Pick<ProtocolContext, "tenant" | "store">;

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * The scopes that the caller may have by what is said now: a user's by the roles, a client's by the APIs it is authorized for. Nobody hands
 * on more than that (security bar 23.2). With a token for an organization it is what a user may do there.
 */
export async function authorityOf(
  { client, user, issuer, token }: ApiCaller,
  ctx: World,
): Promise<ReadonlySet<string>> {
  if (issuer !== undefined && user !== undefined) {
    return permissionsIn(client, { id: localIdOf(user, issuer.organization.id) }, issuer);
  }
  const organization = token?.extras?.organization;
  if (organization !== undefined && user !== undefined && client !== undefined) {
    const access = await findOrganizationAccess(organization.id, client, user, ctx);
    return new Set(access.kind === "open" ? access.memberScope : []);
  }
  if (user !== undefined) return permissionsIn(client, user, ctx);
  return new Set(client?.authorizedApis.flatMap(({ scopes }) => scopes));
}

/**
 * The user whose name and password are in the header (RFC 7617), where the operator has allowed that; undefined for another header. The name
 * may end in `@` and the tenant's handle, as scripts for self-hosted servers write it. A wrong password is nobody, and counts as one
 * at the sign-in page.
 */
export async function findAdministrator(
  header: string | undefined,
  ctx: Pick<ProtocolContext, "tenant" | "verifyPassword">,
  { managementBasicAuth }: Pick<Settings, "managementBasicAuth">,
): Promise<ApiCaller | undefined> {
  const encoded = managementBasicAuth === "on" ? BASIC.exec(header ?? "")?.[1] : undefined;
  if (encoded === undefined) return undefined;
  const [name = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const suffix = `@${ctx.tenant.handle}`;
  const names = name.endsWith(suffix) ? [name.slice(0, -suffix.length), name] : [name];
  for (const userName of names) {
    const outcome = await ctx.verifyPassword(userName, rest.join(":"));
    if (outcome.kind === "signed in") return { client: undefined, user: outcome.user };
  }
  return undefined;
}
