import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MESSAGE_TYPES } from "../../src/notifications/message-types.ts";
import { DEFAULT_LOCALE, SYSTEM_LOCALES, systemTemplate } from "../../src/notifications/system-templates.ts";

const placeholdersIn = (text: string) => [...new Set(text.match(/\{\{[^}]+\}\}/g))].sort();

describe("the server's own templates (contract §17.13)", () => {
  for (const channel of ["email", "sms"] as const) {
    for (const { name, link, code } of MESSAGE_TYPES[channel]) {
      it(`${name} by ${channel} says the same in every language`, () => {
        const english = systemTemplate(channel, name, DEFAULT_LOCALE);
        assert.ok(english);
        for (const locale of SYSTEM_LOCALES) {
          const { subject = "", body = "" } = systemTemplate(channel, name, locale) ?? {};
          assert.deepEqual(placeholdersIn(subject), placeholdersIn(english.subject ?? ""), locale);
          assert.deepEqual(placeholdersIn(body), placeholdersIn(english.body), locale);
          if (link !== undefined) assert.ok(body.includes(`<a href="${link.replaceAll("&", "&amp;")}"`), locale);
          if (code !== undefined) assert.ok(body.includes(`{{${code}}}`), locale);
          assert.ok(!body.includes("></a>") && body !== "", locale);
          if (locale !== DEFAULT_LOCALE) assert.notEqual(body, english.body);
        }
      });
    }
  }

  it("has no two types whose ids are the same", () => {
    for (const types of Object.values(MESSAGE_TYPES)) {
      const names = types.map(({ name }) => name.toLowerCase());
      assert.equal(new Set(names).size, names.length);
    }
  });
});
