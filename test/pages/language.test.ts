import assert from "node:assert/strict";
import { glob } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { errorPageCodes } from "../../src/pages/error-page.ts";
import { chooseLanguage, type Language, languages, messages } from "../../src/pages/languages/language.ts";

const DIRECTORY = join(import.meta.dirname, "..", "..", "src", "pages", "languages");
/** What is the same in every language. */
const NOT_TRANSLATED = /^\.direction$/;

describe("OIDC Core §3.1.2.1: the language of a page", () => {
  const choices: readonly [
    what: string,
    uiLocales: string | undefined,
    acceptLanguage: string | undefined,
    language: string,
  ][] = [
    ["English where nothing is wished", undefined, undefined, "en"],
    ["the first of ui_locales that we have", "it fr de", undefined, "fr"],
    ["ui_locales before Accept-Language", "de", "fr", "de"],
    ["a language for its region", "fr-CA", undefined, "fr"],
    ["a language for its script and region, in any case", "DE-Latn-at", undefined, "de"],
    ["Accept-Language where ui_locales names none of ours", "it nl", "es", "es"],
    ["the greatest weight of Accept-Language (RFC 9110 §12.4.2)", undefined, "fr;q=0.5, de;q=0.9, es;q=0.1", "de"],
    ["the first of equal weights", undefined, "it, es-MX, fr", "es"],
    ["no language with weight 0", undefined, "fr;q=0, de;q=0.1", "de"],
    ["no language with a malformed weight", undefined, "fr;q=2, es;q=x, de;q=0.1", "de"],
    ["English for the wildcard", undefined, "*", "en"],
    ["English for empty wishes", "", "", "en"],
    ["English for names an object inherits", "constructor __proto__", "toString", "en"],
  ];
  for (const [what, uiLocales, acceptLanguage, language] of choices) {
    it(`is ${what}`, () => {
      assert.equal(chooseLanguage(uiLocales, acceptLanguage), language);
    });
  }

  it("is one of ours, whatever is wished", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (uiLocales, acceptLanguage) =>
        languages.includes(chooseLanguage(uiLocales, acceptLanguage)),
      ),
    );
  });
});

const files = await Array.fromAsync(glob("*.ts", { cwd: DIRECTORY }));
const ofLanguages = new Map<string, Words>([["language.ts, messages", messages]]);
for (const file of files.filter((name) => !(languages as readonly string[]).includes(basename(name, ".ts")))) {
  const module: Readonly<Record<string, unknown>> = await import(join(DIRECTORY, file));
  for (const [name, value] of Object.entries(module)) {
    if (isWords(value)) ofLanguages.set(`${file}, ${name}`, value);
  }
}

describe("the words of the pages", () => {
  it("are all in tables that have the six languages", () => {
    const found = [...ofLanguages.keys()].map((name) => name.split(",")[0]);
    assert.deepEqual(
      files.filter(
        (file) => !found.includes(file) && !(languages as readonly string[]).includes(basename(file, ".ts")),
      ),
      [],
    );
  });

  for (const [name, words] of ofLanguages) {
    const english = new Map(textsOf(words.en));
    for (const language of languages) {
      it(`have the same keys and placeholders in ${language} as in English (${name})`, () => {
        const texts = new Map(textsOf(words[language]));
        assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort());
        for (const [key, text] of texts) {
          assert.notEqual(text.trim(), "", key);
          assert.deepEqual(placeholders(text), placeholders(english.get(key) ?? ""), key);
        }
      });

      if (language === "ja" || language === "ar") {
        it(`are in the letters of ${language} (${name})`, () => {
          const letters =
            language === "ja" ? /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u : /\p{Script=Arabic}/u;
          for (const [key, text] of textsOf(words[language])) {
            const said = text.replaceAll(/\{\w+\}|[^\p{L}]/gu, "");
            if (said !== "" && !NOT_TRANSLATED.test(key)) assert.match(text, letters, key);
          }
        });
      }
    }
  }

  for (const language of languages) {
    it(`has words for every error code in ${language}`, () => {
      assert.deepEqual(Object.keys(messages[language].error.texts).sort(), [...errorPageCodes, "other"].sort());
    });
  }
});

type Words = Readonly<Record<Language, unknown>>;

/** A table with an entry for each language. */
function isWords(value: unknown): value is Words {
  return typeof value === "object" && value !== null && languages.every((language) => Object.hasOwn(value, language));
}

/** Each text with its dotted key. */
function textsOf(value: unknown, key = ""): [key: string, text: string][] {
  if (typeof value === "string") return [[key, value]];
  return Object.entries(value as object).flatMap(([name, part]) => textsOf(part, `${key}.${name}`));
}

function placeholders(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}
