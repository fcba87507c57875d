import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isSignedInEnough, reachedAcr, requiredSteps } from "../../src/protocol/authorize/authentication-context.ts";
import type { SignInStep } from "../../src/protocol/model/application.ts";
import type { Client } from "../../src/protocol/model/client.ts";
import { stepsToMyAccount } from "../../src/protocol/my-account-client.ts";
import {
  faultOfSteps,
  LOCAL_WAYS,
  MULTI_FACTOR_ACR,
  methodOf,
  missingSteps,
  optionOf,
  provenBy,
  REMEMBERED_DEVICE,
} from "../../src/protocol/sign-in-sequence.ts";
import { FACTORS } from "../../src/signin/factors/index.ts";

const option = fc.record({
  idp: fc.constantFrom("LOCAL", "Google", "a:b"),
  authenticator: fc.constantFrom("BasicAuthenticator", "totp", "FIDOAuthenticator", "email-otp-authenticator"),
});
const step = fc.record({ options: fc.array(option, { minLength: 1, maxLength: 3 }) });
const steps = fc.array(step, { minLength: 1, maxLength: 4 });
/** Steps, and one way to do each of them. */
const doneSteps = steps.chain((all) =>
  fc.record({
    steps: fc.constant(all),
    done: fc.tuple(...all.map(({ options }) => fc.constantFrom(...options.map(methodOf)))),
  }),
);
const local = (...names: string[]): SignInStep => ({
  options: names.map((authenticator) => ({ idp: "LOCAL", authenticator })),
});

describe("the steps of signing in (security bar 19.6)", () => {
  it("are all done by one way of each, in whatever order a session has them", () => {
    fc.assert(
      fc.property(
        doneSteps.chain(({ steps, done }) =>
          fc.tuple(fc.constant(steps), fc.shuffledSubarray(done, { minLength: done.length })),
        ),
        ([all, amr]) => assert.deepEqual(missingSteps(all, amr), []),
      ),
    );
  });

  it("come one after the other: each way of the first that is missing brings the sign-in on by one", () => {
    fc.assert(
      fc.property(doneSteps, fc.nat(), fc.nat(), ({ steps: all, done }, count, pick) => {
        const amr = done.slice(0, count % done.length);
        const missing = missingSteps(all, amr);
        const ways = missing[0]?.options ?? [];
        const way = ways[pick % ways.length];
        if (way !== undefined) assert.equal(missingSteps(all, [...amr, methodOf(way)]).length, missing.length - 1);
      }),
    );
  });

  it("are not done by fewer ways than there are steps", () => {
    fc.assert(
      fc.property(steps, fc.array(option.map(methodOf), { minLength: 1, maxLength: 4 }), (all, amr) => {
        assert.ok(missingSteps(all, amr).length >= all.length - amr.length);
      }),
    );
  });

  it("are those of ways that are kept by name", () => {
    fc.assert(fc.property(option, (one) => assert.deepEqual(optionOf(methodOf(one)), { ...one })));
  });

  it("are skipped on a remembered device when they ask for second factors, and never the first", () => {
    const password = "BasicAuthenticator";
    const cases: [SignInStep[], number][] = [
      [[local(password), local("totp", "FIDOAuthenticator")], 0],
      [[local(password), local("totp"), local("email-otp-authenticator")], 0],
      [[local("FIDOAuthenticator"), local("totp")], 1],
      [[local(password), local("totp", password)], 1],
    ];
    for (const [all, missing] of cases) {
      assert.equal(missingSteps(all, [password, REMEMBERED_DEVICE]).length, missing, JSON.stringify(all));
    }
    assert.deepEqual(provenBy([password, REMEMBERED_DEVICE]), [password]);
  });

  it("are no more than the acr that is asked for needs (RFC 9470 §4)", () => {
    const either = { signInSteps: [local("BasicAuthenticator", "FIDOAuthenticator")], defaultAcrValues: [] };
    const client = either as unknown as Client;
    const cases = [
      [MULTI_FACTOR_ACR, ["BasicAuthenticator"], 1],
      [MULTI_FACTOR_ACR, ["BasicAuthenticator", "totp"], 0],
      [MULTI_FACTOR_ACR, ["FIDOAuthenticator"], 0],
      [MULTI_FACTOR_ACR, ["BasicAuthenticator", REMEMBERED_DEVICE], 1],
      ["phr", ["BasicAuthenticator", "totp"], 1],
      ["phr", ["FIDOAuthenticator"], 0],
    ] as const;
    for (const [acr, amr, missing] of cases) {
      assert.equal(missingSteps(requiredSteps(client, [acr]), amr).length, missing, `${acr} ${amr}`);
      assert.equal(isSignedInEnough(amr, client, [acr]), missing === 0);
      assert.equal(reachedAcr(amr, [acr]) === acr, missing === 0);
    }
  });

  it("reach a second factor by two different things alone (PAPE §4)", () => {
    const [identifier, email, link] = ["IdentifierExecutor", "email-otp-authenticator", "MagicLinkAuthenticator"];
    const cases: readonly (readonly [amr: readonly string[], reached: boolean])[] = [
      [[email, email], false],
      [[identifier, email], false],
      [[email, link], false],
      [["BasicAuthenticator", link], true],
      [[email, "totp"], true],
      [["FIDOAuthenticator"], true],
    ];
    for (const [amr, reached] of cases) {
      assert.equal(reachedAcr(amr, [MULTI_FACTOR_ACR]) === MULTI_FACTOR_ACR, reached, `${amr}`);
      const client = { signInSteps: amr.map((name) => local(name)) } as unknown as Client;
      assert.equal(requiredSteps(client, [MULTI_FACTOR_ACR]).length > amr.length, !reached, `${amr}`);
    }
    const unsure = { signInSteps: [local(email, link), local(email)] } as unknown as Client;
    assert.equal(requiredSteps(unsure, [MULTI_FACTOR_ACR]).length, 3, "the same thing may be picked twice");
  });

  it("to one's own account ask nobody for one passkey twice", () => {
    const steps = stepsToMyAccount(["FIDOAuthenticator", "totp"]);
    assert.deepEqual(missingSteps(steps, ["FIDOAuthenticator"]), []);
    assert.equal(missingSteps(steps, ["BasicAuthenticator"]).length, 1);
    assert.equal(missingSteps(steps, ["BasicAuthenticator", REMEMBERED_DEVICE]).length, 1);
    assert.deepEqual(missingSteps(steps, ["BasicAuthenticator", "totp"]), []);
  });

  it("have to prove something, and a code of six digits not alone (security bar 19.1)", () => {
    const named = local("IdentifierExecutor");
    const refused = [
      [named],
      [local("totp")],
      [named, local("totp")],
      [local("IdentifierExecutor", "BasicAuthenticator"), local("backup-code-authenticator")],
      [local("BasicAuthenticator"), local()],
      [local("basic")],
    ];
    for (const all of refused) assert.ok(faultOfSteps(all), JSON.stringify(all));
    const taken = [
      [local("BasicAuthenticator"), local("totp", "backup-code-authenticator")],
      [named, local("BasicAuthenticator", "FIDOAuthenticator"), local("totp")],
      [local("FIDOAuthenticator", "MagicLinkAuthenticator")],
      [{ options: [{ idp: "Google", authenticator: "GoogleOIDCAuthenticator" }] }],
    ];
    for (const all of taken) assert.equal(faultOfSteps(all), undefined, JSON.stringify(all));
  });

  it("are of ways that there are", () => {
    for (const name of LOCAL_WAYS) assert.ok(FACTORS[name], name);
  });
});
