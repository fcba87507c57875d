import assert from "node:assert/strict";
import { ScriptLessBrowser } from "../../../demo/script-less-browser.ts";
import { errorOf, open, requestOf, signIn } from "../authorization.ts";
import { assertNeedsUser } from "../errors.ts";
import { complete, flow, type Outcome } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";

/** Whether somebody is asked to sign in. */
export const promptModules: readonly Module[] = [
  {
    title: "oidcc-prompt-login: asks somebody who is signed in to sign in again (OIDC Core §3.1.2.1)",
    async run(run) {
      const { first, second } = await signInTwice(run, { prompt: "login" }, 1);
      if ("auth_time" in first.claims && "auth_time" in second.claims) assertLater(first, second);
    },
  },
  {
    title: "oidcc-max-age-1: asks again somebody whose sign-in is older, and tells when it was (OIDC Core §3.1.2.1)",
    async run(run) {
      const { first, second } = await signInTwice(run, { max_age: "1" }, 2);
      assert.equal(second.claims.auth_time, run.server.server.clock.now);
      if ("auth_time" in first.claims) assertLater(first, second);
    },
  },
  {
    title:
      "oidcc-prompt-none-not-logged-in: says that somebody has to sign in, and keeps a long state (OIDC Core §3.1.2.6)",
    async run(run) {
      const request = requestOf(run, { prompt: "none", state: "0123456789abcdef".repeat(8) });
      assertNeedsUser(errorOf(run, request, await open(run, request)));
    },
  },
  {
    title: "oidcc-prompt-none-logged-in: asks nothing of somebody who is signed in (OIDC Core §3.1.2.1)",
    run: (run) => staySignedIn(run, {}, { prompt: "none" }),
  },
  {
    title: "oidcc-id-token-hint: takes an ID token for a hint at who is signed in (OIDC Core §3.1.2.1)",
    run: (run) => staySignedIn(run, {}, ({ idToken }) => ({ prompt: "none", id_token_hint: idToken })),
  },
  {
    title:
      "oidcc-max-age-10000: asks nothing of somebody who has signed in of late, and tells when (OIDC Core §3.1.2.1)",
    async run(run) {
      await staySignedIn(run, { max_age: "15000" }, { max_age: "10000" }, ({ claims }) => {
        assert.equal(typeof claims.auth_time, "number");
      });
    },
  },
];

type Changes = Readonly<Record<string, string>>;

/** Two flows in one browser, each with a sign-in, the second after some seconds. */
async function signInTwice(
  run: ModuleRun,
  changes: Changes,
  seconds: number,
): Promise<{ first: Outcome; second: Outcome }> {
  const browser = new ScriptLessBrowser();
  const first = await flow(run, {}, { browser });
  run.server.server.clock.advance(seconds);
  const request = requestOf(run, changes);
  const page = await signIn(run, await open(run, request, browser), browser);
  const second = await complete(run, request, page);
  assert.equal(second.claims.sub, first.claims.sub);
  return { first, second };
}

/** Two flows in one browser: the second comes straight back, and speaks of the same sign-in. */
async function staySignedIn(
  run: ModuleRun,
  firstChanges: Changes,
  secondChanges: Changes | ((first: Outcome) => Changes),
  alsoHolds: (outcome: Outcome) => void = () => {},
): Promise<void> {
  const browser = new ScriptLessBrowser();
  const first = await flow(run, firstChanges, { browser });
  const request = requestOf(run, typeof secondChanges === "function" ? secondChanges(first) : secondChanges);
  const second = await complete(run, request, await open(run, request, browser));
  for (const outcome of [first, second]) alsoHolds(outcome);
  assert.equal(second.claims.sub, first.claims.sub);
  if ("auth_time" in first.claims && "auth_time" in second.claims) {
    assert.equal(second.claims.auth_time, first.claims.auth_time);
  }
}

function assertLater(first: Outcome, second: Outcome): void {
  assert.ok((second.claims.auth_time as number) > (first.claims.auth_time as number));
}
