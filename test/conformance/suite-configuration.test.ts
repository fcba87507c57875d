import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { REDIRECT_URI, requestOf, SUITE } from "./authorization.ts";
import { type ConformanceServer, startConformanceServer } from "./conformance-server.ts";
import type { ModuleRun, Registration } from "./module.ts";
import type { Variant } from "./plans.ts";
import { registerClients } from "./registration.ts";
import { type Automation, SuiteBrowser } from "./suite-browser.ts";

interface Configuration {
  readonly alias: string;
  readonly server: { readonly discoveryUrl: string };
  readonly client: SuiteClient;
  readonly client2: SuiteClient;
  readonly client_secret_post: SuiteClient;
  readonly browser: readonly Automation[];
  readonly override: Readonly<
    Record<string, { readonly client?: SuiteClient; readonly browser?: readonly Automation[] }>
  >;
}

interface SuiteClient {
  readonly client_id: string;
  readonly client_secret: string;
}

describe("demo/conformance-suite.json, the suite's configuration", () => {
  let server: ConformanceServer;
  let configuration: Configuration;
  before(async () => {
    configuration = JSON.parse(await readFile(new URL("../../demo/conformance-suite.json", import.meta.url), "utf8"));
    server = await startConformanceServer();
  });
  after(() => server.stop());

  const runOf = async (registration: Registration, responseMode: Variant["responseMode"]): Promise<ModuleRun> => {
    const variant: Variant = { responseType: "code", responseMode, clientAuthentication: "client_secret_basic" };
    const clients = registration === "static_client" ? server.clients : await registerClients(server, variant);
    return { server, variant, registration, clients };
  };
  const urlOf = (run: ModuleRun, changes: Record<string, string | undefined> = {}) => {
    const query = new URLSearchParams(requestOf(run, changes)).toString();
    // As the suite writes it: what looks for its address in a URL finds it in the request, too.
    return `${server.metadata.authorization_endpoint}?${query.replaceAll("%3A", ":").replaceAll("%2F", "/")}`;
  };

  it("names the applications and the organization of demo/conformance.yaml", () => {
    const { client, client2, clientSecretPost } = server.clients;
    const expected = [client, client2, clientSecretPost].map(({ clientId, clientSecret }) => [clientId, clientSecret]);
    const { client: first, client2: second, client_secret_post: post, alias } = configuration;
    assert.deepEqual(
      [first, second, post].map(({ client_id, client_secret }) => [client_id, client_secret]),
      expected,
    );
    assert.equal(new URL(configuration.server.discoveryUrl).pathname, new URL(server.discoveryUrl).pathname);
    for (const [module, { clientId, clientSecret }] of [
      ["oidcc-backchannel-rp-initiated-logout", server.listening.backChannel],
      ["oidcc-frontchannel-rp-initiated-logout", server.listening.frontChannel],
    ] as const) {
      const { client_id, client_secret } = configuration.override[module]?.client ?? first;
      assert.deepEqual([client_id, client_secret], [clientId, clientSecret], module);
    }
    assert.ok(SUITE.endsWith(`/${alias}`));
  });

  for (const registration of ["static_client", "dynamic_client"] as const) {
    for (const responseMode of ["default", "form_post"] as const) {
      it(`leads its browser through our pages: ${registration}, ${responseMode}`, async () => {
        const run = await runOf(registration, responseMode);
        const browser = new SuiteBrowser(configuration.browser);
        assert.ok((await browser.visit(urlOf(run))).startsWith(REDIRECT_URI));
        // Signed in by now.
        assert.ok((await browser.visit(urlOf(run))).startsWith(REDIRECT_URI));
      });

      it(`has its browser look at refusals: ${registration}, ${responseMode}`, async () => {
        const run = await runOf(registration, responseMode);
        const browser = new SuiteBrowser(configuration.override["oidcc-response-type-missing"]?.browser ?? []);
        const place = await browser.visit(urlOf(run, { response_type: undefined }));
        assert.equal(place.startsWith(REDIRECT_URI), registration === "static_client");
        assert.deepEqual(browser.pictures, registration === "static_client" ? [] : ["invalid_request"]);
      });
    }
  }

  for (const [module, changes, seconds] of [
    ["oidcc-prompt-login", { prompt: "login" }, 1],
    ["oidcc-max-age-1", { max_age: "1" }, 2],
  ] as const) {
    it(`takes a picture of the second sign-in of ${module}`, async () => {
      const run = await runOf("static_client", "default");
      const browser = new SuiteBrowser(configuration.override[module]?.browser ?? []);
      await browser.visit(urlOf(run));
      server.server.clock.advance(seconds);
      assert.ok((await browser.visit(urlOf(run, changes))).startsWith(REDIRECT_URI));
      assert.deepEqual(browser.pictures, ["Sign in", "Sign in"]);
    });
  }

  for (const module of ["oidcc-registration-logo-uri", "oidcc-registration-policy-uri", "oidcc-registration-tos-uri"]) {
    it(`takes a picture of the sign-in page for ${module}, which ends with it`, async () => {
      const run = await runOf("static_client", "default");
      const browser = new SuiteBrowser(configuration.override[module]?.browser ?? []);
      assert.match(await browser.visit(urlOf(run)), /login\.do/);
      assert.deepEqual(browser.pictures, ["Sign in"]);
    });
  }

  it("takes a picture of the error page of oidcc-ensure-registered-redirect-uri", async () => {
    const run = await runOf("static_client", "default");
    const browser = new SuiteBrowser(configuration.override["oidcc-ensure-registered-redirect-uri"]?.browser ?? []);
    assert.match(await browser.visit(urlOf(run, { redirect_uri: `${REDIRECT_URI}/other` })), /oauth2_error\.do/);
    assert.deepEqual(browser.pictures, ["invalid_callback"]);
  });
});
