import { JwtFault } from "../../crypto/jwt-fault.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import type { IdentityProviderDocument, Session } from "../../protocol/model.ts";
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

/**
 * The sessions that a provider says have ended there (OpenID Connect Back-Channel Logout §2.6). Throws a JwtFault for a token that is not
 * signed by one of our providers for us, is none of a logout, or came before.
 */
export async function sessionsOfLogoutToken(text: string, ctx: World): Promise<readonly Session[]> {
  const connection = await findSender(parseJwt(text).claims, ctx);
  const claims = await verifyProviderJwt(text, connection, { typ: TYPES, requiredTimes: ["exp", "iat"] }, ctx);
  const { events, nonce, sub, sid, jti, exp } = claims;
  if (nonce !== undefined) throw new JwtFault("a nonce");
  if (typeof events !== "object" || events === null || !isObject((events as Record<string, unknown>)[LOGOUT_EVENT])) {
    throw new JwtFault("no event of a logout");
  }
  if (typeof sub !== "string" && typeof sid !== "string") throw new JwtFault("neither a subject nor a session");
  if (typeof jti !== "string" || jti === "") throw new JwtFault("no id");
  const { id: providerId } = connection.provider;
  const key = `${providerId} ${jti}`;
  if (!(await ctx.store.transients.add(REPLAY_KIND, key, {}, Math.ceil(exp as number) + 60, ctx.now))) {
    throw new JwtFault("a token that came before");
  }
  const userId = await ownerOf(providerId, { sub, sid }, ctx);
  const sessions = userId === undefined ? [] : await ctx.store.sessions.listOf(userId);
  const meant = await Promise.all(
    sessions.map(async ({ id }) =>
      (await providerSessionsOf(id, ctx)).some(
        (one) =>
          one.providerId === providerId &&
          (typeof sid !== "string" || one.sid === sid) &&
          (typeof sub !== "string" || connection.settings.userIdInClaims || one.subject === sub),
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
  { sub, sid }: { readonly sub: unknown; readonly sid: unknown },
  ctx: World,
): Promise<string | undefined> {
  const bySid = typeof sid === "string" ? await ownerOfSid(providerId, sid, ctx) : undefined;
  if (bySid !== undefined || typeof sub !== "string") return bySid;
  return (await ctx.people.federatedAssociations.find(providerId, sub))?.userId;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
