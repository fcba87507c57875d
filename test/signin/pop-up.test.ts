import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { applicationWith, connectionTo } from "../federation.ts";
import { NativeApplication, nativeOrganization } from "../native-application.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

/** Where the application is: its redirect URI is there. */
const OPENER = `${new URL(CALLBACK).origin}/`;

describe("a window that an application has opened (OIDC Core §3.1.2.1, HTML cross-origin opener policies)", () => {
  let server: TestServer;
  before(async () => {
    const native = {
      ...applicationWith("taking", ["OpenIDConnectAuthenticator:Partner"]),
      enableAPIBasedAuthentication: true,
    };
    const hosted = applicationWith("hosted", ["OpenIDConnectAuthenticator:Partner"]);
    const told = applicationWith("told", ["OpenIDConnectAuthenticator:Told"]);
    const origin = "https://partner.example";
    server = await startServer({
      organizations: [
        {
          ...nativeOrganization,
          applications: [
            ...nativeOrganization.applications,
            native,
            hosted,
            { ...told, enableAPIBasedAuthentication: true },
          ],
          identityProviders: [
            connectionTo(origin, "Partner"),
            connectionTo(origin, "Told", { properties: { commonAuthQueryParams: "display=touch" } }),
          ],
        },
      ],
    });
  });
  after(() => server.stop());

  /** Signs in by the pages, and returns what each answer on the way said of its opener. */
  async function policiesOf(
    parameters: Readonly<Record<string, string>>,
    referer: string | undefined,
  ): Promise<(string | null)[]> {
    const policies: (string | null)[] = [];
    const browser = new ScriptLessBrowser(({ response }) => {
      policies.push(response.headers.get("cross-origin-opener-policy"));
    });
    const url = new TestClient(server, "native").authorizeUrl(parameters);
    const headers: Record<string, string> = referer === undefined ? {} : { referer };
    const first: Page = await browser.request(url, { method: "GET", headers });
    const page = await browser.open(first.redirectedTo as URL);
    const last = await browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
    assert.ok(last.redirectedTo?.searchParams.has("code"));
    return policies;
  }

  it("stays the application's, from the request to the answer, when it is where the answer goes", async () => {
    const policies = await policiesOf({ display: "popup" }, OPENER);
    assert.ok(policies.length >= 4);
    assert.deepEqual(new Set(policies), new Set(["unsafe-none"]));
  });

  const others: readonly (readonly [string, Readonly<Record<string, string>>, string | undefined])[] = [
    ["that another page has opened", { display: "popup" }, "https://evil.example/"],
    ["of which nobody says who has opened it", { display: "popup" }, undefined],
    ["whose opener cannot be read", { display: "popup" }, "about:blank"],
    ["that is no pop-up", {}, OPENER],
    ["of a page", { display: "page" }, OPENER],
  ];
  for (const [what, parameters, referer] of others) {
    it(`is parted from its opener as every page is, where it is one ${what} (security bar 8.3)`, async () => {
      assert.deepEqual(new Set(await policiesOf(parameters, referer)), new Set(["same-origin"]));
    });
  }

  it("stays the application's when the answer is an error", async () => {
    const url = new TestClient(server, "native").authorizeUrl({ display: "popup", prompt: "none" });
    const response = await fetch(url, { headers: { referer: OPENER }, redirect: "manual" });
    assert.match(response.headers.get("location") ?? "", /error=login_required/);
    assert.equal(response.headers.get("cross-origin-opener-policy"), "unsafe-none");
  });

  it("shows no error page to its opener: there is nobody whom the answer goes to (security bar 1.2)", async () => {
    const url = new TestClient(server, "native").authorizeUrl({
      display: "popup",
      redirect_uri: "https://evil.example/",
    });
    const response = await fetch(url, { headers: { referer: "https://evil.example/" }, redirect: "manual" });
    assert.equal(response.headers.get("cross-origin-opener-policy"), "same-origin");
  });

  it("is what a connection is asked for by applications that take the answer themselves, unless it says otherwise (contract §14.4)", async () => {
    const displays = await Promise.all(
      ["taking", "told"].map(async (clientId) => {
        const { body } = await new NativeApplication(server, clientId).start();
        const { redirectUrl } = body.nextStep.authenticators[0].metadata.additionalData;
        return new URL(redirectUrl).searchParams.get("display");
      }),
    );
    assert.deepEqual(displays, ["popup", "touch"]);
    const browser = new ScriptLessBrowser();
    const url = new TestClient(server, "hosted").authorizeUrl();
    const { redirectedTo } = await browser.open(url, "https://partner.example");
    assert.equal(redirectedTo?.searchParams.has("display"), false);
  });
});
