import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { consentPage } from "../../src/pages/consent-page.ts";
import { errorPage, errorPageCodes } from "../../src/pages/error-page.ts";
import { languages, messages } from "../../src/pages/languages/language.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { assets, PICTURES, samplePages } from "./samples.ts";

const pages = samplePages("en");
const frame = { language: "en", organization: "Bifrost", assets } as const;

describe("contract §4: the names and ids that forms are filled in by", () => {
  const controls: readonly [page: string, control: string][] = [
    ["sign-in", 'type="hidden" name="sessionDataKey" value="5f0c2d3a"'],
    ["sign-in", 'type="hidden" name="csrfToken" value="c3JmLXRva2Vu"'],
    ["sign-in", 'id="usernameUserInput" name="usernameUserInput"'],
    ["sign-in", 'id="password" name="password" type="password"'],
    ["sign-in", 'name="chkRemember" value="on"'],
    ["sign-in", 'id="sign-in-button" data-testid="login-page-continue-login-button"'],
    ["sign-in", 'autocomplete="username"'],
    ["sign-in", 'autocomplete="current-password"'],
    ["account", 'type="submit" name="account" value="current"'],
    ["account", 'type="submit" name="account" value="other"'],
    ["organization", 'id="ORG_NAME" name="org" type="text"'],
    ["organization", 'type="submit" id="submitButton"'],
    ["organization, not found", 'role="alert" id="failed-msg"'],
    ["consent", 'type="hidden" name="sessionDataKeyConsent" value="8b1e44c7"'],
    ["consent", 'name="hasApprovedAlways" value="true" checked'],
    ["consent", 'type="submit" id="approve" name="consent" value="approve"'],
    ["consent", 'type="submit" id="deny" name="consent" value="deny"'],
    ["device", 'id="user_code" name="user_code" type="text" value="WDJB-MJHT"'],
    ["device", 'type="submit" id="continue"'],
    ["device, refused", 'role="alert" id="device-alert"'],
    ["approval", 'type="hidden" name="sessionDataKey" value="5f0c2d3a"'],
    ["approval", 'type="hidden" name="csrfToken" value="c3JmLXRva2Vu"'],
    ["approval", '<dd id="userCode"><bdi>WDJB-MJHT</bdi></dd>'],
    ["approval", 'type="submit" id="approve" name="consent" value="approve"'],
    ["approval", 'type="submit" id="deny" name="consent" value="deny"'],
    ["approval", 'type="submit" id="account-other" name="account" value="other"'],
    ["approval, with a message", '<dd id="bindingMessage"><bdi>Blue 42</bdi></dd>'],
    ["form post", 'method="post" action="https://notes.example/callback" id="form-post"'],
    ["form post", 'type="hidden" name="state" value="af0ifjsl"'],
    ["form post", 'type="submit" id="continue"'],
    ["front-channel logout", 'href="https://notes.example/bye" id="continue"'],
    ["logout", 'type="hidden" name="csrfToken" value="c3JmLXRva2Vu"'],
    ["logout", 'type="hidden" name="state" value="sign_out_success"'],
    ["logout", 'type="submit" id="approve" name="consent" value="approve"'],
    ["logout", 'type="submit" id="deny" name="consent" value="deny"'],
  ];
  for (const [page, control] of controls) {
    it(`has ${control} on the ${page} page`, () => {
      assert.ok(pages.get(page)?.includes(control));
    });
  }
});

describe("security bar 14.2, 14.6: what no page has", () => {
  for (const [name, page] of pages) {
    it(`has no script, no inline style and nothing of another host on the ${name} page`, () => {
      // Two pages are but a stop on the way, and have a script that goes on. One of them is there for its frames. Passkeys need one.
      const script = { "form post": "form-post", "front-channel logout": "front-channel-logout" }[name];
      const ofPasskeys = `<script src="${assets}/passkey.js" defer></script>`;
      const withoutScript = page
        .replace(`<script src="${assets}/${script}.js"></script>`, "")
        .replace(name.includes("passkey") ? ofPasskeys : "", "");
      const rest = name === "front-channel logout" ? withoutScript.replace(/<iframe [^>]*>/g, "") : withoutScript;
      assert.doesNotMatch(rest, /<script|<style|\sstyle=|\son\w+=|javascript:/i);
      for (const [, url] of rest.matchAll(/\ssrc="([^"]*)"|<link[^>]* href="([^"]*)"/g)) {
        // A brand's pictures are the organization's own to choose.
        const isOurs = url?.startsWith(`${assets}/`) ?? true;
        assert.ok(isOurs || (name.endsWith("brand") && url?.startsWith(`${PICTURES}/`)), url);
      }
    });
  }
});

describe("security bar 14.4: an application's own links", () => {
  const consent = (url: string) =>
    consentPage({
      frame,
      action: "/t/bifrost/oauth2/authorize",
      sessionDataKeyConsent: "key",
      csrfToken: "token",
      application: { name: "Notes", logoUri: url, policyUri: url, termsOfServiceUri: url },
      account: { userName: "user1@bifrost.com" },
      scopes: ["openid"],
      details: [],
      rememberable: true,
      redirectHost: "notes.example",
    });

  it("are shown when they are http(s), the logo without a referrer", () => {
    for (const url of ["https://notes.example/a", "http://localhost:5000/a", "HTTPS://notes.example/a"]) {
      assert.equal(consent(url).split(`<a href="${url}"`).length, 3);
      assert.ok(consent(url).includes(`<img src="${url}" alt="" referrerpolicy="no-referrer">`));
    }
  });

  const refused = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "//evil.example/",
    "/relative",
    "https://",
    "ftp://notes.example/",
    "",
  ];
  for (const url of refused) {
    it(`are left out when they are ${JSON.stringify(url)}`, () => {
      assert.doesNotMatch(consent(url), /<a |referrerpolicy/);
    });
  }

  it("are left out when they are any text that is not an http(s) URL", () => {
    const texts = fc.string({ unit: "binary" }).filter((text) => !/^https?:\/\//i.test(text));
    fc.assert(fc.property(texts, (text) => !/<a |referrerpolicy/.test(consent(text))));
  });
});

describe("security bar 25.2: what the consent page shows", () => {
  for (const language of languages) {
    it(`explains each standard scope in ${language} and names any other`, () => {
      const words: Readonly<Record<string, string>> = messages[language].consent.scopes;
      const page = consentPage({
        frame: { ...frame, language },
        action: "/",
        sessionDataKeyConsent: "key",
        csrfToken: "token",
        application: { name: "Notes" },
        account: { userName: "user1@bifrost.com" },
        scopes: [...Object.keys(words), "notes:write", "constructor"],
        details: [],
        rememberable: true,
        redirectHost: "notes.example",
      });
      for (const text of Object.values(words)) assert.ok(page.includes(`<li>${text}</li>`), text);
      assert.ok(page.includes("<bdi>notes:write</bdi>"));
      assert.ok(page.includes("<bdi>constructor</bdi>"));
    });
  }

  it("shows application, account, organization and where the browser goes next", () => {
    for (const text of ["Rainbow Notes", "user1@bifrost.com", "Freya Njordsdottir", "Bifrost", "notes.example"]) {
      assert.ok(pages.get("consent")?.includes(`<bdi class="name">${text}</bdi>`), text);
    }
  });
});

describe("security bar 14.7: what the error page shows", () => {
  for (const code of [...errorPageCodes, "invalid_request_object"]) {
    it(`shows ${code} as plain text, with words for the visitor`, () => {
      const page = errorPage({ frame: { ...frame, language: "de" }, code, message: "" });
      const { heading } = messages.de.error.texts[errorPageCodes.find((known) => known === code) ?? "other"];
      assert.ok(page.includes(`<code>${code}</code>`));
      assert.ok(page.includes(`<h1>${heading}</h1>`));
    });
  }

  it("shows the detail, the correlation id and the next step when there are any", () => {
    const page = errorPage({
      frame,
      code: "server_error",
      message: "detail",
      correlationId: "id-1",
      nextStep: "Wait.",
    });
    for (const text of [">detail<", ">id-1<", ">Wait.<"]) assert.ok(page.includes(text), text);
    assert.equal(errorPage({ frame, code: "server_error", message: "" }).match(/<dt>/g)?.length, 1);
  });
});

describe("the alert of the sign-in page", () => {
  const page = { frame, action: "/", sessionDataKey: "key", csrfToken: "token", applicationName: "Notes" };
  for (const alert of ["sign_in_failed", "too_many_attempts", "sign_in_again"] as const) {
    it(`says ${alert} in words`, () => {
      assert.ok(
        signInPage({ ...page, alert }).includes(
          `role="alert" id="sign-in-alert">${messages.en.signIn.alerts[alert]}</p>`,
        ),
      );
    });
  }

  it("is not there on a first visit", () => {
    assert.doesNotMatch(signInPage(page), /role="alert"/);
  });
});
