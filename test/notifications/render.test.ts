import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderEmail, renderText } from "../../src/notifications/render.ts";
import { systemTemplate } from "../../src/notifications/system-templates.ts";

const EVIL = `<script>alert("x")</script>'&`;

describe("a message with its values", () => {
  it("holds no markup but the template's (security bar 14.4)", () => {
    const { html, text } = renderEmail({ subject: "", body: "<p>{{name}}</p>" }, { name: EVIL });
    assert.equal(html, "<p>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;</p>");
    assert.equal(text, EVIL);
  });

  it("encodes what is the value of a URL's parameter, and leaves a whole URL as it is", () => {
    const body = '<a href="{{base}}/do?code={{code}}&amp;callback={{callback}}">go</a>';
    const values = { base: "https://id.example/t/acme", code: "a b&c=d", callback: "https://app.example/?x=1&y=2#z" };
    const { html = "" } = renderEmail({ subject: "", body }, values);
    const href = /href="([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const url = new URL(href);
    assert.equal(url.searchParams.get("code"), "a b&c=d");
    assert.equal(url.searchParams.get("callback"), "https://app.example/?x=1&y=2#z");
    assert.equal(url.origin, "https://id.example");
  });

  it("has a subject of one line", () => {
    const { subject } = renderEmail({ subject: "Hello {{name}}", body: "" }, { name: "Kim\r\nBcc: eve@evil.example" });
    assert.equal(subject, "Hello Kim Bcc: eve@evil.example");
  });

  it("leaves out what has no value, and takes nothing from the language's own objects", () => {
    assert.equal(renderText("a{{none}}b{{constructor}}c{{ known }}", { known: "!" }), "abc!");
  });

  it("does not fill in what a value looks like", () => {
    assert.equal(renderText("{{a}} {{b}}", { a: "{{b}}", b: "secret" }), "{{b}} secret");
  });

  it("puts the footer inside the page, and below plain text", () => {
    const page = { subject: "", body: "<html><body><p>Hello</p></body></html>", footer: "Acme {{year}}" };
    assert.equal(
      renderEmail(page, { year: "2026" }).html,
      "<html><body><p>Hello</p><div>Acme 2026</div></body></html>",
    );
    const plain = { contentType: "text/plain; charset=utf-8", subject: "", body: "Hello <{{name}}>", footer: "Acme" };
    assert.deepEqual(renderEmail(plain, { name: "Kim & co" }), {
      subject: "",
      html: undefined,
      text: "Hello <Kim & co>\n\nAcme",
    });
  });

  it("says as text what it says as HTML, with the links written out", () => {
    const template = systemTemplate("email", "magicLink", "en_US");
    assert.ok(template);
    const values = { magicToken: "abc", "expiry-time": "10", "organization-name": "Acme & Co" };
    const { text } = renderEmail(template, { ...values, "carbon.product-url": "https://id.example/t/acme" });
    assert.deepEqual(text.split("\n\n"), [
      "Hello,",
      "You can sign in without a password. This works once, and for 10 minutes.",
      "Sign in: https://id.example/t/acme/commonauth?mlt=abc",
      "If the button does not work, copy this address into your browser:\nhttps://id.example/t/acme/commonauth?mlt=abc",
      "If you did not ask for this, you need not do anything.",
      "Acme & Co",
    ]);
  });

  for (const [part, text] of Object.entries({
    "<": "<".repeat(200_000),
    "<head>": "",
    "<a ": "<a ".repeat(66_666).trim(),
    '<a href="">': "",
    "<br ": "<br ".repeat(50_000).trim(),
    "<b> ": "",
  })) {
    // A pass for each beginning of a tag would take seconds, in which the server does nothing else.
    it(`reads a template of nothing but ${part} in one pass (security bar 7.5)`, () => {
      const body = part.repeat(200_000 / part.length);
      assert.equal(renderEmail({ subject: "", body }, {}).text, text);
    });
  }
});
