import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { preferenceKey } from "../../src/branding/preference-key.ts";
import { newId } from "../../src/crypto/ids.ts";
import { decide } from "../accounts/governance.ts";
import { TestClient } from "../client.ts";
import { type ApiClient, adminApplication, apiClient } from "../management/api-client.ts";
import { organizations } from "../organizations.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";

const PATH = "/api/server/v1/branding-preference";
const LOGO = "https://pictures.example/acme/logo.png";

/** A whole preference, as the console of contract §17.9 writes it. */
const preference = {
  configs: { isBrandingEnabled: true },
  organizationDetails: {
    displayName: "Acme Works",
    siteTitle: "Acme sign-in",
    copyrightText: "© {{currentYear}} Acme Works",
    supportEmail: "help@acme.example",
  },
  images: { logo: { imgURL: LOGO, altText: "Acme's anvil" }, favicon: { imgURL: "https://icons.example/acme.ico" } },
  urls: { privacyPolicyURL: "https://acme.example/{{lang}}/privacy", termsOfUseURL: "https://acme.example/terms" },
  layout: { activeLayout: "centered", productTagLine: "Everything falls" },
  theme: { activeTheme: "DARK", DARK: { colors: { primary: { main: "#ff7300" } } }, LIGHT: {} },
};

describe("branding: the pages as an organization wants them (contract §17.9)", () => {
  let server: TestServer;
  let api: ApiClient;
  let applicationId: string;
  before(async () => {
    const [acme, globex] = organizations;
    const applications = [...(acme?.applications ?? []), adminApplication];
    server = await startServer({ organizations: [{ ...acme, applications }, globex as object] });
    api = await apiClient(server, ["internal_branding_preference_update", "internal_application_mgt_view"]);
    const tenant = await server.store.tenants.find("acme");
    const asking = await server.store.forTenant(tenant?.id ?? "").clients.find("asking");
    applicationId = asking?.application?.id ?? "";
  });
  after(() => server.stop());

  const signInPage = (changes = {}, clientId = "spa", tenant = "acme"): Promise<Page> =>
    new ScriptLessBrowser().open(new TestClient(server, clientId, tenant).authorizeUrl(changes));
  const put = (body: object, path = PATH) => api.call("PUT", path, body);
  const add = async (body: object, path = PATH) => {
    const { status } = await api.call("POST", path, body);
    assert.equal(status, 201);
    return () => api.call("DELETE", `${path}?${new URLSearchParams(ownerOf(body))}`);
  };

  it("has a style sheet for the organizations that there are alone, so that nobody makes the server remember others", async () => {
    const remove = await add({ type: "ORG", preference });
    const href =
      /href="([^"]*branding\.css[^"]*)"/.exec((await signInPage()).body)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const status = async (organization: string) =>
      (await fetch(`${server.baseUrl}${href}&${new URLSearchParams({ organization })}`)).status;
    assert.equal((await fetch(`${server.baseUrl}${href}`)).status, 200);
    assert.equal(await status(newId(Date.now())), 404);
    assert.equal(await status("no id at all"), 404);
    await remove();
  });

  it("is kept for so many applications and languages, and no more, as pages have all of it at hand (security bar 7.5)", async () => {
    const tenant = (await server.store.tenants.find("acme")) ?? assert.fail();
    const { records } = server.store.forTenant(tenant.id);
    const names = Array.from({ length: 500 }, (_, index) =>
      preferenceKey("branding-preference", { type: "APP", name: `app ${index}`, locale: "en", screen: "" }),
    );
    for (const name of names)
      await records.add("setting", { id: name, name, document: { preference: {} } }, server.clock.now);
    assert.equal((await api.call("POST", PATH, { type: "ORG", preference })).status, 409);
    for (const name of names) await records.remove("setting", name);
  });

  it("shows names, logo, texts, links and layout from the next page on", async () => {
    assert.match((await signInPage()).body, /<title>Sign in · Acme</);
    const remove = await add({ type: "ORG", preference });
    const { body } = await signInPage();
    for (const part of [
      "<title>Sign in · Acme sign-in<",
      `<img class="logo" src="${LOGO}" alt="Acme&#39;s anvil" referrerpolicy="no-referrer">`,
      '<link rel="icon"  href="https://icons.example/acme.ico">',
      `© ${new Date(server.clock.nowMilliseconds()).getUTCFullYear()} Acme Works`,
      '<a href="https://acme.example/en/privacy"',
      '<a href="https://acme.example/terms"',
      '<a href="mailto:help@acme.example">',
      '<body class="centered">',
      "Everything falls",
      "Secured by Tessera",
      '<meta name="color-scheme" content="dark">',
    ]) {
      assert.ok(body.includes(part), part);
    }
    await remove();
    assert.match((await signInPage()).body, /<title>Sign in · Acme</);
  });

  it("allows the pictures' origins in img-src and nothing else of theirs (security bar 14.2, 14.6)", async () => {
    const remove = await add({ type: "ORG", preference });
    const policy = (await signInPage()).headers.get("content-security-policy") ?? "";
    assert.match(policy, /img-src 'self' https:\/\/pictures\.example https:\/\/icons\.example;/);
    assert.equal(policy.replace(/img-src [^;]*/, "").includes("pictures.example"), false);
    assert.match(policy, /default-src 'none'; style-src 'self';/);
    await remove();
  });

  it("serves the theme as a style sheet of ours, by its content's hash, for good", async () => {
    const remove = await add({ type: "ORG", preference });
    const href = stylesheetOf(await signInPage());
    const answer = await fetch(new URL(href, server.baseUrl));
    assert.equal(answer.headers.get("content-type"), "text/css; charset=utf-8");
    assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.match(await answer.text(), /^:root \{\n {2}color-scheme: dark;\n[^<>]*--button: #ff7300;/);

    await put({
      type: "ORG",
      preference: { ...preference, theme: { DARK: { colors: { primary: { main: "#00ff00" } } } } },
    });
    assert.equal(stylesheetOf(await signInPage()), "", "there is no such theme");
    const other = { activeTheme: "LIGHT", LIGHT: { colors: { primary: { main: "#00aa00" } } } };
    await put({ type: "ORG", preference: { ...preference, theme: other } });
    const changed = stylesheetOf(await signInPage());
    assert.notEqual(changed, href);
    assert.match(await (await fetch(new URL(changed, server.baseUrl))).text(), /color-scheme: light/);
    const stale = await fetch(new URL(href, server.baseUrl));
    assert.deepEqual([stale.status, stale.headers.get("cache-control")], [404, "no-store"]);
    await remove();
  });

  it("shows nothing of it until it is published, and nothing of another tenant's (security bar 22.1)", async () => {
    const remove = await add({ type: "ORG", preference: { ...preference, configs: { isBrandingEnabled: false } } });
    assert.doesNotMatch((await signInPage()).body, /anvil/);
    await put({ type: "ORG", preference });
    assert.match((await signInPage()).body, /anvil/);
    assert.doesNotMatch((await signInPage({}, "spa", "globex")).body, /anvil/);
    await remove();
  });

  it("takes an application's own before the organization's, and the page's language before English", async () => {
    const titled = (siteTitle: string) => ({
      configs: { isBrandingEnabled: true },
      organizationDetails: { siteTitle },
    });
    const removals = [
      await add({ type: "ORG", preference: titled("Organization") }),
      await add({ type: "ORG", locale: "de-DE", preference: titled("Organisation") }),
      await add({ type: "APP", name: applicationId, preference: titled("Application") }),
    ];
    const titles = [
      [{}, "spa", "Organization"],
      [{ ui_locales: "fr" }, "spa", "Organization"],
      [{ ui_locales: "de" }, "spa", "Organisation"],
      [{}, "asking", "Application"],
      [{ ui_locales: "de" }, "asking", "Application"],
    ] as const;
    for (const [changes, clientId, title] of titles) {
      assert.match((await signInPage(changes, clientId)).body, new RegExp(` · ${title}<`), `${clientId} ${title}`);
    }
    for (const remove of removals) await remove();
  });

  it("says it in the organization's own words, in their language alone", async () => {
    const text = { "login.heading": "Come in", "login.button": "Enter", "login.identifier.input.label": "Badge" };
    const remove = await add({ type: "ORG", screen: "login", preference: { text } }, `${PATH}/text`);
    const { body } = await signInPage();
    assert.match(body, /<h1>Come in<\/h1>/);
    assert.match(body, /<label for="usernameUserInput">Badge</);
    assert.match(body, /data-testid="login-page-continue-login-button">Enter</);
    assert.match((await signInPage({ ui_locales: "de" })).body, /<h1>Anmelden<\/h1>/);
    await remove();
    assert.doesNotMatch((await signInPage()).body, /Come in/);
  });

  it("says it so at the link to registration, also with a sentence before it (contract §17.9)", async () => {
    await decide(server, { registers: "true" });
    const link = async () =>
      />([^<]*)<a href="[^"]*register[^>]*id="link-register">([^<]*)</.exec((await signInPage()).body);
    const [, , ours] = (await link()) ?? assert.fail();
    assert.equal(ours, "Create an account");
    for (const text of [{ register: "Join us" }, { register: "Join us", "dont.have.an.account": "New <here>?" }]) {
      const remove = await add({ type: "ORG", screen: "login", preference: { text } }, `${PATH}/text`);
      const [, before = "", said] = (await link()) ?? assert.fail();
      assert.equal(said, "Join us");
      assert.equal(before.trim(), "dont.have.an.account" in text ? "New &lt;here&gt;?" : "");
      await remove();
    }
  });

  it("says it so on the pages of recovery and registration too (contract §17.9)", async () => {
    await decide(server, {
      recoversPasswords: "true",
      recoversByLink: "true",
      recoversBySms: "true",
      recoversUserNames: "true",
      registers: "true",
    });
    const keys = {
      "password-recovery": ["heading", "button.multi"]
        .map((key) => `password.recovery.${key}`)
        .concat("send.email.link", "send.code.via.sms"),
      "username-recovery-claim": ["heading", "body", "next.button"].map((key) => `username.recovery.${key}`),
      "username-recovery-success-email": ["heading", "body"].map((key) => `username.recovery.email.success.${key}`),
      "password-reset": ["password.reset.heading", "password.reset.button"],
      "password-reset-success": ["heading", "body"].map((key) => `password.reset.success.${key}`),
      "sign-up": ["sign.up.heading", "sign.up.button"],
    };
    const removals = [];
    for (const [screen, names] of Object.entries(keys)) {
      const text = Object.fromEntries(names.map((name) => [name, `[${name}]`]));
      removals.push(await add({ type: "ORG", screen, preference: { text } }, `${PATH}/text`));
    }
    const says = ({ body }: Page, screen: keyof typeof keys) => {
      for (const name of keys[screen]) assert.ok(body.includes(`[${name}]`), name);
    };
    const browser = new ScriptLessBrowser();
    const router = server.url("/accountrecoveryendpoint/recoveraccountrouter.do");
    const begin = await browser.open(router);
    says(begin, "password-recovery");
    await browser.submit(begin, { login: "kim", channel: "email" });
    const choice = await browser.open(linkIn(await outboxOf(server).latest("kim@example.com")));
    says(choice, "password-reset");
    const chosen = { newPassword: "seven green umbrellas", confirmPassword: "seven green umbrellas" };
    says(await browser.submit(choice, chosen), "password-reset-success");
    const name = await browser.open(`${router}?isUsernameRecovery=true`);
    says(name, "username-recovery-claim");
    says(await browser.submit(name, { login: "kim@example.com" }), "username-recovery-success-email");
    says(await browser.open(server.url("/accountrecoveryendpoint/register.do")), "sign-up");
    for (const remove of removals) await remove();
  });

  it("says it so where a user name is recovered by text message (contract §17.9)", async () => {
    await decide(server, { recoversUserNames: "true", recoversUserNamesBySms: "true" });
    const names = ["send.username.via.email", "send.username.via.sms"];
    const end = ["username.recovery.sms.success.heading", "username.recovery.sms.success.body"];
    const text = Object.fromEntries([...names, ...end].map((name) => [name, `[${name}]`]));
    const remove = await add({ type: "ORG", screen: "login", preference: { text } }, `${PATH}/text`);
    const browser = new ScriptLessBrowser();
    const page = await browser.open(
      server.url("/accountrecoveryendpoint/recoveraccountrouter.do?isUsernameRecovery=true"),
    );
    for (const name of names) assert.ok(page.body.includes(`[${name}]`), name);
    const sent = await browser.submit(page, { login: "nobody", channel: "sms" });
    for (const name of end) assert.ok(sent.body.includes(`[${name}]`), name);
    await remove();
  });

  it("stands on error pages, logout and device pages too, in the language of ui_locales (OIDC Core §3.1.2.1)", async () => {
    const remove = await add({ type: "ORG", preference });
    const browser = new ScriptLessBrowser();
    const places = [
      new TestClient(server, "nobody").authorizeUrl({ ui_locales: "de" }),
      server.url("/authenticationendpoint/device.do?ui_locales=de"),
      server.url("/oidc/logout?ui_locales=de"),
      server.url("/authenticationendpoint/login.do?sessionDataKey=x&ui_locales=de"),
    ];
    for (const place of places) {
      const { body } = await browser.open(place);
      assert.match(body, /<html lang="de"/, place);
      assert.match(body, /anvil/, place);
    }
    const refused = await browser.submit(await browser.open(places[1] as string), { user_code: "BCDF-GHJK" });
    assert.match(refused.body, /<html lang="de"[\s\S]*<title>Fehler: /);
    await remove();
  });

  it("takes text for text, whatever it holds (security bar 14.4)", async () => {
    const evil = '"><script>alert(1)</script>{{x}}<style>*{}';
    const all = {
      configs: { isBrandingEnabled: true },
      organizationDetails: {
        displayName: evil,
        siteTitle: evil,
        copyrightText: evil,
        supportEmail: `a@b.example${evil}`,
      },
      images: {
        logo: { imgURL: `https://pictures.example/"onerror="alert(1)`, altText: evil },
        favicon: { imgURL: "javascript:x" },
      },
      urls: { privacyPolicyURL: "javascript:alert(1)", termsOfUseURL: `https://a.example/${evil}` },
      layout: { activeLayout: evil, productTagLine: evil },
      theme: {
        activeTheme: "LIGHT",
        LIGHT: { colors: { primary: { main: `#fff}</style>${evil}` } }, typography: { font: { fontFamily: evil } } },
      },
    };
    const remove = await add({ type: "ORG", preference: all });
    const removeText = await add(
      { type: "ORG", screen: "login", preference: { text: { "login.heading": evil, "site.title": 7 } } },
      `${PATH}/text`,
    );
    const page = await signInPage();
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.body, /<script|<style|javascript:|\sonerror=/);
    assert.match(page.headers.get("content-security-policy") ?? "", /img-src 'self' https:\/\/pictures\.example;/);
    const stylesheet = await (await fetch(new URL(stylesheetOf(page), server.baseUrl))).text();
    assert.doesNotMatch(stylesheet, /[<>]|script/);
    await remove();
    await removeText();
  });
});

/** The style sheet that follows ours; empty where none does. */
function stylesheetOf({ body }: Page): string {
  const href = /<link rel="stylesheet" href="([^"]*branding\.css[^"]*)">/.exec(body)?.[1] ?? "";
  return href.replaceAll("&amp;", "&");
}

function ownerOf(body: object): Record<string, string> {
  const { type = "ORG", name, locale = "en-US", screen } = body as Record<string, string>;
  return { type, locale, ...(name !== undefined && { name }), ...(screen !== undefined && { screen }) };
}
