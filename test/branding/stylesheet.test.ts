import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { brandOf } from "../../src/branding/brand.ts";
import { type Colour, contrast, readColour } from "../../src/branding/colour.ts";
import { stylesheetOf } from "../../src/branding/stylesheet.ts";

/** A theme of which nothing is chosen with care, in the form of contract §17.9. */
const BUSY = {
  colors: {
    primary: { main: "#FF7300" },
    background: { body: { main: "#fbfbfb" }, surface: { main: "#ffffff" } },
    text: { primary: "#000000de", secondary: "#00000066" },
    alerts: { error: { main: "#ffd8d8" } },
    outlined: { default: "#dadce0" },
  },
  buttons: { primary: { base: { border: { borderRadius: "22px" }, font: { color: "#ffffffe6" } } } },
  typography: { font: { fontFamily: 'Montserrat, "Open Sans", sans-serif', importURL: "https://fonts.example/x" } },
  inputs: { base: { border: { borderColor: "#eee", borderRadius: "4px" } } },
};

describe("branding: the style sheet of a theme (contract §17.9)", () => {
  const properties = propertiesOf(stylesheetOf(BUSY, "light"));

  const chosen: readonly [property: string, value: string][] = [
    ["color-scheme", "light"],
    ["--page", "#fbfbfb"],
    ["--button", "#ff7300"],
    ["--button-radius", "22px"],
    ["--radius", "4px"],
    ["--alert-tint", "#ffd8d8"],
    ["--font", '"Montserrat", "Open Sans", sans-serif, system-ui, sans-serif'],
  ];
  for (const [property, value] of chosen) {
    it(`says ${property} as the theme does`, () => assert.equal(properties.get(property), value));
  }

  it("fetches no font (security bar 14.6)", () => assert.doesNotMatch(stylesheetOf(BUSY, "light"), /url|import|https/));

  const colour = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }))
    .map(([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`);
  const theme = fc.record({
    page: colour,
    box: colour,
    ink: colour,
    quiet: colour,
    accent: colour,
    field: colour,
    edge: colour,
  });

  it("keeps every text at 4.5:1 and every edge at 3:1, whatever the colours are (WCAG 2.2 §1.4.3, §1.4.11)", () => {
    fc.assert(
      fc.property(theme, fc.constantFrom("light" as const, "dark" as const), (each, scheme) => {
        const found = propertiesOf(stylesheetOf(themeOf(each), scheme));
        const of = (name: string) => readColour(found.get(name), [0, 0, 0]) as Colour;
        for (const ground of ["--page", "--sheet", "--raised", "--tint", "--alert-tint"]) {
          for (const text of ["--ink", "--ink-quiet", "--heading", "--accent-strong", "--alert"]) {
            assert.ok(contrast(of(text), of(ground)) >= 4.5, `${text} on ${ground}: ${JSON.stringify(each)}`);
          }
          assert.ok(contrast(of("--accent"), of(ground)) >= 3, `--accent on ${ground}`);
        }
        for (const button of ["--button", "--button-strong"]) {
          assert.ok(contrast(of("--on-accent"), of(button)) >= 4.5, `${button}: ${JSON.stringify(each)}`);
        }
        assert.ok(contrast(of("--edge"), of("--raised")) >= 3);
      }),
      { numRuns: 1000 },
    );
  });

  it("is custom properties of numbers and names, whatever the theme holds (security bar 14.4)", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "red; } body { display: none",
        "url(//evil.example)",
        "#fff}</style>",
        "expression(alert(1))",
        "a, b\\",
        '"x',
      ),
      fc.integer(),
      fc.constant(null),
    );
    const hostile = fc.record({
      page: nasty,
      box: nasty,
      ink: nasty,
      quiet: nasty,
      accent: nasty,
      field: nasty,
      edge: nasty,
      font: nasty,
      radius: nasty,
    });
    fc.assert(
      fc.property(fc.oneof(hostile.map(themeOf), nasty), (each) => {
        const sheet = stylesheetOf(each, "light");
        assert.match(
          sheet,
          /^:root \{\n(?: {2}[a-z-]+: (?:#[0-9a-f]{6}|\d{1,2}px|light|(?:(?:"[\p{L}\p{N}][\p{L}\p{N} _-]*"|[a-z-]+)(?:, )?)+);\n)+\}\n$/u,
        );
      }),
    );
  });
});

describe("branding: what is taken of a preference (security bar 14.4)", () => {
  const refused = [
    "javascript:alert(1)",
    "//evil.example/x",
    "http://a.example/logo.png",
    "https://user:pw@a.example/",
    "data:image/png;base64,AA",
    "https://",
    7,
  ];
  for (const url of refused) {
    it(`takes no picture from ${url}`, () => {
      assert.equal(brandOf({ images: { logo: { imgURL: url } } }, "en-US").logo, undefined);
    });
  }

  it("takes a picture by https, and fills the language into links", () => {
    const preference = {
      images: { logo: { imgURL: "https://a.example/logo.png", altText: "A" } },
      urls: { privacyPolicyURL: "https://a.example/{{lang}}/privacy?l={{locale}}" },
    };
    const { logo, links } = brandOf(preference, "de-DE");
    assert.deepEqual(logo, { url: "https://a.example/logo.png", text: "A" });
    assert.equal(links.privacy, "https://a.example/de/privacy?l=de-DE");
  });

  for (const email of ["a@b.example?subject=x", "a b@c.example", "<a@b.example>", "x@y.example/z", "x@y:z"]) {
    it(`takes no support address like ${email}`, () => {
      assert.equal(brandOf({ organizationDetails: { supportEmail: email } }, "en").supportEmail, undefined);
    });
  }
});

function propertiesOf(sheet: string): Map<string, string> {
  return new Map([...sheet.matchAll(/^ {2}([a-z-]+): (.*);$/gm)].map(([, name = "", value = ""]) => [name, value]));
}

function themeOf(each: Readonly<Record<string, unknown>>): object {
  return {
    page: { background: { backgroundColor: each.page }, font: { color: each.ink } },
    loginBox: { background: { backgroundColor: each.box } },
    colors: { primary: { main: each.accent }, text: { secondary: each.quiet } },
    inputs: {
      base: {
        background: { backgroundColor: each.field },
        border: { borderColor: each.edge, borderRadius: each.radius },
      },
    },
    typography: { font: { fontFamily: each.font } },
  };
}
