import { type Answer, basic, type TestClient } from "../client.ts";
import type { Chain, Ledger } from "./ledger.ts";

/** Exchanges the chain's code or, once that is done, refreshes its tokens. Writes down what came of it; true: it was acknowledged. */
export async function advance(chain: Chain, client: TestClient, ledger: Ledger): Promise<boolean> {
  const { tokens } = chain;
  const what = tokens === undefined ? "exchange" : "refresh";
  const answer = await ask(ledger, () =>
    tokens === undefined ? client.exchange(chain.redeemable) : client.refresh(tokens.refreshToken),
  );
  if (answer === undefined) {
    chain.inDoubt = true;
    return false;
  }
  if (answer.status === 200) {
    if (what === "exchange") countExchange(chain, ledger);
    else ledger.sums.refreshes++;
    chain.tokens = { accessToken: answer.body.access_token, refreshToken: answer.body.refresh_token };
    chain.inDoubt = false;
    return true;
  }
  ledger.live.delete(chain);
  // The code was used up by the exchange whose answer was lost: nobody has its tokens, and the user signs in again.
  if (what === "exchange" && chain.inDoubt && answer.body.error === "invalid_grant") ledger.sums.codesLost++;
  else ledger.fault(`a ${what} was answered ${describe(answer)}`);
  return false;
}

/** Gets an access token for the service. */
export async function obtainServiceToken(client: TestClient, ledger: Ledger): Promise<boolean> {
  const credentials = basic("service", "acme-service-secret");
  const form = { grant_type: "client_credentials" };
  const answer = await ask(ledger, () => client.post("/oauth2/token", form, credentials));
  if (answer === undefined) return false;
  if (answer.status === 200) {
    ledger.serviceTokens.push(answer.body.access_token);
    ledger.sums.serviceTokens++;
  } else {
    ledger.fault(`client credentials were answered ${describe(answer)}`);
  }
  return answer.status === 200;
}

/** Sends the chain's code once more, which ends the chain. */
export async function replay(chain: Chain, client: TestClient, ledger: Ledger): Promise<void> {
  ledger.live.delete(chain);
  const answer = await client.exchange(chain.redeemable);
  if (answer.status === 200) countExchange(chain, ledger);
  else if (answer.status === 400 && answer.body.error === "invalid_grant") ledger.sums.replaysRefused++;
  else ledger.fault(`a replayed code was answered ${describe(answer)}`);
}

/** The answer; undefined when there is none, or a clean 503. */
async function ask(ledger: Ledger, request: () => Promise<Answer>): Promise<Answer | undefined> {
  const answer = await request().catch(() => undefined);
  if (answer === undefined) {
    ledger.sums.unanswered++;
  } else if (isCleanlyUnavailable(answer)) {
    ledger.sums.unavailable++;
    return undefined;
  }
  return answer;
}

function isCleanlyUnavailable({ status, headers, body }: Answer): boolean {
  return status === 503 && Number(headers.get("retry-after")) > 0 && body.error === "temporarily_unavailable";
}

function countExchange(chain: Chain, ledger: Ledger): void {
  ledger.sums.exchanges++;
  if (++chain.exchanges > 1) ledger.fault("a code was accepted twice");
}

function describe({ status, body }: Answer): string {
  return `${status} ${JSON.stringify(body).slice(0, 300)}`;
}
