import { authorizePath, newPkce } from "./authorization-requests.ts";
import { CALLBACK } from "./clients.ts";
import { type Answer, locationOf, memberOf } from "./connection.ts";
import { type LoadResult, runLoad, type Work } from "./load.ts";
import { getRequest, postRequest } from "./requests.ts";
import type { Target } from "./target.ts";

const CONNECTIONS = 32;
const PATIENCE_SECONDS = 300;

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/**
 * The token requests for so many new codes, which the authorization endpoint gives to browsers that are signed in: those with the
 * cookies, or else the target's own.
 */
export async function mintExchanges(
  target: Target,
  clientId: string,
  scope: string,
  count: number,
  cookies?: readonly string[],
): Promise<Buffer[]> {
  const browsers = cookies ?? (await target.sessions.cookies(clientId));
  const requests = authorizeRequests(target, clientId, scope, browsers);
  const exchanges: Buffer[] = [];
  await runAll(target, count, {
    next: requests.next,
    judge(answer) {
      const code = codeOf(answer);
      if (code === undefined) return "wrong";
      const form = {
        grant_type: "authorization_code",
        client_id: clientId,
        code: code.code,
        redirect_uri: CALLBACK,
        code_verifier: requests.verifierOf(code.state),
      };
      exchanges.push(postRequest(target, target.paths.token, form));
      return "accepted";
    },
  });
  return exchanges;
}

/** The tokens of so many users' authorizations. */
export async function mintTokens(
  target: Target,
  clientId: string,
  scope: string,
  count: number,
  cookies?: readonly string[],
): Promise<Tokens[]> {
  const exchanges = await mintExchanges(target, clientId, scope, count, cookies);
  const tokens: Tokens[] = [];
  await runAll(target, count, {
    next: () => exchanges.pop(),
    judge(answer) {
      const accessToken = memberOf(answer, "access_token");
      const refreshToken = memberOf(answer, "refresh_token");
      if (answer.status !== 200 || accessToken === undefined || refreshToken === undefined) return "wrong";
      tokens.push({ accessToken, refreshToken });
      return "accepted";
    },
  });
  return tokens;
}

/** Authorization requests of browsers that take turns, each with a verifier of its own, which its `state` finds again. */
export function authorizeRequests(target: Target, clientId: string, scope: string, cookies: readonly string[]) {
  const verifiers: string[] = [];
  return {
    next(): Buffer {
      const { verifier, challenge } = newPkce();
      const number = verifiers.push(verifier) - 1;
      const path = authorizePath(target, { clientId, scope, state: String(number), challenge });
      return getRequest(target, path, { cookie: cookies[number % cookies.length] as string });
    },
    verifierOf: (state: string) => verifiers[Number(state)] as string,
  };
}

/** The code that an answer of the authorization endpoint sends to the client. */
export function codeOf(answer: Answer): { code: string; state: string } | undefined {
  const location = locationOf(answer);
  const code = location && /[?&]code=([\w-]+)/.exec(location)?.[1];
  const state = location && /[?&]state=(\d+)/.exec(location)?.[1];
  return location?.startsWith(CALLBACK) && code && state ? { code, state } : undefined;
}

async function runAll(target: Target, count: number, work: Work): Promise<LoadResult> {
  let left = count;
  const next = () => (left-- > 0 ? work.next() : undefined);
  const result = await runLoad(target.port, CONNECTIONS, PATIENCE_SECONDS, { ...work, next });
  if (result.errors > 0)
    throw new Error(`${target.name} gave ${result.errors} wrong answers, first ${result.firstError}`);
  if (result.accepted < count) throw new Error(`${target.name} gave ${result.accepted} of ${count} answers in time`);
  return result;
}
