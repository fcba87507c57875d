/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

export const BLACK: Colour = [0, 0, 0];
export const WHITE: Colour = [255, 255, 255];

const HEX = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const RGB = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*(\d?\.?\d+)\s*)?\)$/i;
const STEPS = 20;

/** The colour as it shows before the background; undefined for anything but `#…`, `rgb(…)` and `rgba(…)`. */
export function readColour(text: unknown, background: Colour): Colour | undefined {
  if (typeof text !== "string" || text.length > 64) return undefined;
  const found = partsOfHex(text.trim()) ?? partsOfRgb(text.trim());
  if (found === undefined) return undefined;
  const [red, green, blue, opacity] = found;
  return mix(background, [red, green, blue], opacity);
}

/** The first colour with so much of the second in it, from 0 to 1. */
export function mix(one: Colour, other: Colour, share: number): Colour {
  const part = (index: 0 | 1 | 2) => Math.round(one[index] + (other[index] - one[index]) * share);
  return [part(0), part(1), part(2)];
}

/** WCAG 2.2's contrast ratio, from 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour, or the nearest darker or lighter one that has the contrast with all of the backgrounds. */
export function readable(colour: Colour, backgrounds: readonly Colour[], ratio: number): Colour {
  const least = (candidate: Colour) => Math.min(...backgrounds.map((background) => contrast(candidate, background)));
  for (let step = 0; step <= STEPS; step += 1) {
    const found = [BLACK, WHITE].map((end) => mix(colour, end, step / STEPS)).find((each) => least(each) >= ratio);
    if (found !== undefined) return found;
  }
  return least(BLACK) >= least(WHITE) ? BLACK : WHITE;
}

/** As `#rrggbb`. */
export function toHex(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

type Parts = readonly [red: number, green: number, blue: number, opacity: number];

function partsOfHex(text: string): Parts | undefined {
  if (!HEX.test(text)) return undefined;
  const digits = text.slice(1);
  const long = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join("") : digits;
  const [red = 0, green = 0, blue = 0, opacity = 255] = [...Buffer.from(long, "hex")];
  return [red, green, blue, opacity / 255];
}

function partsOfRgb(text: string): Parts | undefined {
  const [, red, green, blue, opacity = "1"] = RGB.exec(text) ?? [];
  const parts = [red, green, blue].map(Number) as [number, number, number];
  if (red === undefined || parts.some((part) => part > 255)) return undefined;
  return [...parts, Math.min(Number(opacity), 1)];
}
