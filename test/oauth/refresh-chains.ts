import assert from "node:assert/strict";
import type { TestClient } from "../client.ts";

/** The tokens of a new sign-in, and what each of so many refreshes in a row answered. */
export async function rotate(client: TestClient, times: number) {
  const chain = [await client.obtainTokens()];
  for (let n = 0; n < times; n++) {
    const { status, body } = await client.refresh(chain[n].refresh_token);
    assert.equal(status, 200);
    chain.push(body);
  }
  return chain;
}

/** None of the tokens opens anything any more. */
export async function assertDead(
  client: TestClient,
  tokens: readonly { readonly access_token: string; readonly refresh_token: string }[],
): Promise<void> {
  for (const { access_token, refresh_token } of tokens) {
    assert.equal((await client.userinfo(access_token)).status, 401);
    assert.deepEqual((await client.introspect(access_token)).body, { active: false });
    assert.deepEqual((await client.introspect(refresh_token)).body, { active: false });
    assert.equal((await client.refresh(refresh_token)).body.error, "invalid_grant");
  }
}
