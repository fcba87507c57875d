import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { REDIRECT_URI } from "./authorization.ts";
import { type FapiServer, startFapiServer } from "./fapi/fapi-server.ts";
import { type FapiRun, newFlow } from "./fapi/module.ts";
import { FAPI2_PLANS, FAPI2_PREFIX } from "./fapi/plans.ts";
import { type Automation, SuiteBrowser } from "./suite-browser.ts";

interface Configuration {
  readonly alias: string;
  readonly browser: readonly Automation[];
  readonly override: Readonly<Record<string, { readonly browser: readonly Automation[] }>>;
}

describe("demo/conformance-fapi-suite.json, the suite's configuration for FAPI 2.0", () => {
  let at: FapiServer;
  let run: FapiRun;
  let configuration: Configuration;
  before(async () => {
    at = await startFapiServer();
    const { userName, password } = at.user;
    run = {
      at,
      variant: {
        plan: "security profile",
        clientAuthentication: "private_key_jwt",
        senderConstraint: "dpop",
        openid: "openid_connect",
      },
    };
    const text = await readFile(new URL("../../demo/conformance-fapi-suite.json", import.meta.url), "utf8");
    configuration = JSON.parse(
      text
        .replaceAll("/t/fapi/", "/t/acme/")
        .replaceAll("inga@conformance.example", userName)
        .replaceAll("Inga-tries-every-module-2026", password),
    );
  });
  after(() => at.stop());

  const browserFor = (module?: string) =>
    new SuiteBrowser(
      (module === undefined ? undefined : configuration.override[`${FAPI2_PREFIX}${module}`]?.browser) ??
        configuration.browser,
    );
  const newRequest = async () => {
    const flow = await newFlow(run);
    return flow.authorizationUrl(await flow.requestUri(await flow.push()));
  };
  const answerAt = (place: string) => {
    assert.ok(place.startsWith(REDIRECT_URI), place);
    return new URL(place).searchParams;
  };

  it("says something of its own for modules of the plans alone", () => {
    const modules: readonly string[] = FAPI2_PLANS["fapi2-security-profile-final"].modules;
    const named = Object.keys(configuration.override).map((name) => name.slice(FAPI2_PREFIX.length));
    assert.deepEqual(
      named.filter((name) => !modules.includes(name)),
      [],
    );
  });

  it("leads its browser through the pages, and leaves the question open for user-rejects-authentication", async () => {
    assert.ok(answerAt(await browserFor().visit(await newRequest())).has("code"));
    const refusing = browserFor("user-rejects-authentication");
    assert.equal(answerAt(await refusing.visit(await newRequest())).get("error"), "access_denied");
  });

  it("signs in at the second visit of par-ensure-reused-request-uri-prior-to-auth-completion-succeeds", async () => {
    const browser = browserFor("par-ensure-reused-request-uri-prior-to-auth-completion-succeeds");
    const request = await newRequest();
    assert.match(await browser.visit(request), /login\.do/);
    assert.ok(answerAt(await browser.visit(request)).has("code"));
  });

  it("takes a picture of the refusal of a request that was used", async () => {
    const browser = browserFor("par-attempt-reuse-request_uri");
    const request = await newRequest();
    assert.ok(answerAt(await browser.visit(request)).has("code"));
    await browser.visit(request);
    assert.deepEqual(browser.pictures, ["invalid_request"]);
  });

  it("takes a picture of the refusal of a request that is over, or another client's", async () => {
    const [old, others] = [await newRequest(), await newRequest()];
    const expired = browserFor("par-attempt-to-use-expired-request_uri");
    at.server.clock.advance(600);
    await expired.visit(old);
    const foreign = browserFor("par-attempt-to-use-request_uri-for-different-client");
    const url = new URL(others);
    url.searchParams.set("client_id", (await newFlow(run, "second")).client.clientId);
    await foreign.visit(url.href);
    assert.deepEqual([...expired.pictures, ...foreign.pictures], ["invalid_request", "invalid_request"]);
  });
});
