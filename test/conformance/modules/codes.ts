import assert from "node:assert/strict";
import { basic } from "../../client.ts";
import { clientOf, REDIRECT_URI } from "../authorization.ts";
import { assertTokenError } from "../errors.ts";
import { flow, type Outcome } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";

/** A code that comes a second time. */
export const codeModules: readonly Module[] = [
  {
    title: "oidcc-codereuse: refuses a code that was used a moment ago (RFC 6749 §4.1.2)",
    run: async (run) => redeemAgain(run, await flow(run)),
  },
  {
    title:
      "oidcc-codereuse-30seconds: refuses a code that was used half a minute ago, and takes back its tokens (RFC 6749 §4.1.2)",
    async run(run) {
      const outcome = await flow(run);
      run.server.server.clock.advance(30);
      await redeemAgain(run, outcome);
      for (const token of [outcome.tokens?.access_token, outcome.answer.access_token]) {
        if (token === undefined) continue;
        const headers = { authorization: `Bearer ${token}` };
        const { status } = await fetch(run.server.metadata.userinfo_endpoint as string, { headers });
        assert.equal(status, 401);
      }
    },
  },
];

async function redeemAgain(run: ModuleRun, { answer }: Outcome): Promise<void> {
  const { clientId, clientSecret } = clientOf(run);
  const response = await fetch(run.server.metadata.token_endpoint as string, {
    method: "POST",
    headers: basic(clientId, clientSecret),
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: answer.code as string,
      redirect_uri: REDIRECT_URI,
    }),
  });
  await assertTokenError(response, "invalid_grant");
}
