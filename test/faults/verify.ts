import type { TestClient } from "../client.ts";
import { advance, replay } from "./actor.ts";
import type { Chain, Ledger } from "./ledger.ts";

const AT_ONCE = 12;

/**
 * Holds the server to the ledger: what is in doubt is asked again, then every access token must be active and every refresh token
 * must refresh.
 */
export async function verify(
  client: TestClient,
  ledger: Ledger,
  serviceTokens: readonly string[] = ledger.serviceTokens,
): Promise<void> {
  await forEach(
    [...ledger.live].filter(({ inDoubt, tokens }) => inDoubt || tokens === undefined),
    (chain) => advance(chain, client, ledger),
  );
  const accessTokens = [...ledger.live].map((chain) => chain.tokens?.accessToken ?? "");
  await forEach([...accessTokens, ...serviceTokens], async (token) => {
    const { status, body } = await client.introspect(token);
    if (status === 200 && body.active === true) ledger.sums.accessTokensVerified++;
    else ledger.fault(`an acknowledged access token was lost: ${status} ${JSON.stringify(body)}`);
  });
  await forEach([...ledger.live], async (chain) => {
    if (await advance(chain, client, ledger)) ledger.sums.refreshTokensVerified++;
    else ledger.fault("an acknowledged refresh token was lost");
  });
}

/** Every one of these codes was exchanged, so that none may be exchanged again; what they bought ends with it (RFC 6749 §4.1.2). */
export async function replayAll(chains: readonly Chain[], client: TestClient, ledger: Ledger): Promise<void> {
  await forEach(chains, (chain) => replay(chain, client, ledger));
}

async function forEach<T>(values: readonly T[], work: (value: T) => Promise<unknown>): Promise<void> {
  const left = [...values];
  const drain = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, drain));
}
