import { JwtFault } from "../../crypto/jwt-fault.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import type { Session } from "../../protocol/model/session.ts";
import type { SignInContext } from "../context.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { type Connection, findConnection } from "./connection.ts";
import { verifyProviderJwt } from "./id-token.ts";
import { ownerOfSid, providerSessionsOf } from "./provider-sessions.ts";

const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
/** Some providers name no type of its own; that it is no ID token the event and the missing nonce show. */
const TYPES = ["logout+jwt", "jwt", ""];
const REPLAY_KIND = "provider logout";

type World = Pick<FlowContext, "clientKeys" | "sealing"> & SignInContext;

/** Whose sessions a provider says have ended there: the one that it calls so, or all of the subject. */
export interface ProviderLogout {
  readonly connection: Connection;
  readonly sub: string | undefined;
  readonly sid: string | undefined;
}

/**
 * What a logout token says (OpenID Connect Back-Channel Logout §2.6). Throws a JwtFault for one that is not signed by one of our providers
 * for us, is none of a logout, or came before.
 */
export async function readLogoutToken(text: string, ctx: World): Promise<ProviderLogout> {
  const connection = await findSender(parseJwt(text).claims, ctx);
  const claims = await verifyProviderJwt(text, connection, { typ: TYPES, requiredTimes: ["exp", "iat"] }, ctx);
  const { events, nonce, sub, sid, jti, exp } = claims;
  if (nonce !== undefined) throw new JwtFault("a nonce");
  if (typeof events !== "object" || events === null || !isObject((events as Record<string, unknown>)[LOGOUT_EVENT])) {
    throw new JwtFault("no event of a logout");
  }
  const meant = { sub: textOf(sub), sid: textOf(sid) };
  if (meant.sub === undefined && meant.sid === undefined) throw new JwtFault("neither a subject nor a session");
  if (typeof jti !== "string" || jti === "") throw new JwtFault("no id");
  const key = `${connection.provider.id} ${jti}`;
  if (!(await ctx.store.transients.add(REPLAY_KIND, key, {}, Math.ceil(exp as number) + 60, ctx.now))) {
    throw new JwtFault("a token that came before");
  }
  return { connection, ...meant };
}

/** The sessions here that have come of those. */
export async function sessionsOfLogout(
  { connection, sub, sid }: ProviderLogout,
  ctx: SignInContext,
): Promise<readonly Session[]> {
  const { id: providerId } = connection.provider;
  const userId = await ownerOf(providerId, { sub, sid }, ctx);
  const sessions = userId === undefined ? [] : await ctx.store.sessions.listOf(userId);
  const meant = await Promise.all(
    sessions.map(async ({ id }) =>
      (await providerSessionsOf(id, ctx)).some(
        (one) =>
          one.providerId === providerId &&
          (sid === undefined || one.sid === sid) &&
          (sub === undefined || connection.settings.userIdInClaims || one.subject === sub),
      ),
    ),
  );
  return sessions.filter((_, index) => meant[index]);
}

/** The connection with the token's issuer and audience, whoever signed it. */
async function findSender({ iss, aud }: Readonly<Record<string, unknown>>, ctx: World): Promise<Connection> {
  const audience: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  for (const { name: idp, document } of await ctx.people.records.list<IdentityProviderDocument>("identity provider")) {
    for (const { name: authenticator } of document.authenticators) {
      const connection = await findConnection({ idp, authenticator }, ctx);
      const { issuer, clientId } = connection?.settings ?? {};
      if (connection !== undefined && issuer === iss && audience.includes(clientId)) return connection;
    }
  }
  throw new JwtFault("no connection with the issuer");
}

async function ownerOf(
  providerId: string,
  { sub, sid }: Pick<ProviderLogout, "sub" | "sid">,
  ctx: SignInContext,
): Promise<string | undefined> {
  const bySid = sid === undefined ? undefined : await ownerOfSid(providerId, sid, ctx);
  if (bySid !== undefined || sub === undefined) return bySid;
  return (await ctx.people.federatedAssociations.find(providerId, sub))?.userId;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
