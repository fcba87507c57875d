import { BLACK, type Colour, contrast, mix, readable, readColour, toHex, WHITE } from "./colour.ts";
import { textAt } from "./member.ts";

/** What text needs, and what edges and marks do (WCAG 2.2 §1.4.3, §1.4.11). */
const TEXT = 4.5;
const EDGE = 3;
const LARGEST_RADIUS = 32;
const MOST_FONTS = 8;
const GENERIC_FONTS: readonly string[] = ["serif", "sans-serif", "monospace", "cursive", "system-ui", "ui-sans-serif"];
const FONT_NAME = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,63}$/u;

/** What is taken where the theme says nothing. */
interface Plain {
  readonly page: Colour;
  /** How much lighter than the sheet a field is. */
  readonly lift: number;
  readonly ink: Colour;
  readonly quiet: Colour;
  readonly accent: Colour;
  readonly alert: Colour;
  readonly alertTint: Colour;
}

const PLAIN: Readonly<Record<Scheme, Plain>> = {
  light: {
    page: [0xfb, 0xf9, 0xf5],
    lift: 1,
    ink: [0x16, 0x26, 0x2a],
    quiet: [0x52, 0x61, 0x65],
    accent: [0x0d, 0x5f, 0x66],
    alert: [0x8c, 0x2f, 0x12],
    alertTint: [0xfb, 0xeb, 0xe3],
  },
  dark: {
    page: [0x12, 0x19, 0x1b],
    lift: 0.06,
    ink: [0xed, 0xf1, 0xee],
    quiet: [0xa7, 0xb5, 0xb4],
    accent: [0x67, 0xc7, 0xc2],
    alert: [0xff, 0xb5, 0x9a],
    alertTint: [0x3a, 0x21, 0x19],
  },
};

export type Scheme = "light" | "dark";

/**
 * The style sheet of a theme of the preference (contract §17.9): custom properties alone, each of them made of numbers and names that were
 * read, so that no value can say anything else (security bar 14.4). What could not be read before its background is made darker or lighter.
 */
export function stylesheetOf(theme: unknown, scheme: Scheme): string {
  const plain = PLAIN[scheme];
  const page =
    readColour(textAt(theme, "page.background.backgroundColor", "colors.background.body.main"), plain.page) ??
    plain.page;
  const colour = (fallback: Colour, ...places: string[]) => readColour(textAt(theme, ...places), page) ?? fallback;
  const grounds = [page];
  // What no one ink could be read on together with the others is as the page is.
  const ground = (wanted: Colour) => {
    const isFit = [BLACK, WHITE].some((ink) => [...grounds, wanted].every((each) => contrast(ink, each) >= TEXT));
    if (isFit) grounds.push(wanted);
    return isFit ? wanted : page;
  };
  const sheet = ground(colour(page, "loginBox.background.backgroundColor", "colors.background.surface.main"));
  const raised = ground(colour(mix(sheet, WHITE, plain.lift), "inputs.base.background.backgroundColor"));
  const accent = colour(plain.accent, "colors.primary.main");
  const tint = ground(mix(sheet, accent, 0.1));
  const alertTint = ground(colour(plain.alertTint, "colors.alerts.error.main"));
  const ink = readable(colour(plain.ink, "page.font.color", "colors.text.primary"), grounds, TEXT);
  const button = colour(accent, "buttons.primary.base.background.backgroundColor");
  const onButton = legible(colour(WHITE, "buttons.primary.base.font.color"), button);
  const radius = (fallback: number, place: string) => pixels(textAt(theme, place)) ?? fallback;
  const buttonRadius = radius(10, "buttons.primary.base.border.borderRadius");
  const properties: Readonly<Record<string, string>> = {
    "color-scheme": scheme,
    "--page": toHex(page),
    "--sheet": toHex(sheet),
    "--raised": toHex(raised),
    "--ink": toHex(ink),
    "--ink-quiet": toHex(readable(colour(plain.quiet, "colors.text.secondary"), grounds, TEXT)),
    "--heading": toHex(readable(colour(ink, "typography.heading.font.color"), grounds, TEXT)),
    "--line": toHex(colour(mix(sheet, ink, 0.18), "colors.outlined.default")),
    "--edge": toHex(readable(colour(mix(sheet, ink, 0.4), "inputs.base.border.borderColor"), grounds, EDGE)),
    "--accent": toHex(readable(accent, grounds, EDGE)),
    "--accent-strong": toHex(readable(accent, grounds, TEXT)),
    "--tint": toHex(tint),
    "--button": toHex(button),
    "--button-strong": toHex(mix(button, contrast(onButton, BLACK) > contrast(onButton, WHITE) ? BLACK : WHITE, 0.12)),
    "--on-accent": toHex(onButton),
    "--alert": toHex(readable(plain.alert, grounds, TEXT)),
    "--alert-tint": toHex(alertTint),
    "--mosaic": toHex(mix(accent, BLACK, 0.55)),
    "--radius": `${radius(10, "inputs.base.border.borderRadius")}px`,
    "--button-radius": `${buttonRadius}px`,
    "--box-radius": `${radius(16, "loginBox.border.borderRadius")}px`,
    "--font": fonts(textAt(theme, "typography.font.fontFamily")),
  };
  const lines = Object.entries(properties).map(([name, value]) => `  ${name}: ${value};\n`);
  return `:root {\n${lines.join("")}}\n`;
}

/** The colour if it can be read there, else black or white. */
function legible(colour: Colour, background: Colour): Colour {
  if (contrast(colour, background) >= TEXT) return colour;
  return contrast(BLACK, background) >= contrast(WHITE, background) ? BLACK : WHITE;
}

function pixels(text: string | undefined): number | undefined {
  const [, number] = /^(\d{1,3})(?:px)?$/.exec(text ?? "") ?? [];
  return number === undefined ? undefined : Math.min(Number(number), LARGEST_RADIUS);
}

/** Fonts that the visitor has, by their names; none is fetched (security bar 14.6). */
function fonts(text = ""): string {
  const names = text
    .split(",")
    .map((name) => name.trim().replaceAll(/^["']|["']$/g, ""))
    .filter((name) => FONT_NAME.test(name))
    .slice(0, MOST_FONTS)
    .map((name) => (GENERIC_FONTS.includes(name) ? name : `"${name}"`));
  return [...names, "system-ui", "sans-serif"].join(", ");
}
