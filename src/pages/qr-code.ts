import { html } from "hono/html";
import { encode } from "uqr";
import type { Html } from "./template.ts";

/** Light modules around it, without which cameras do not find it (ISO/IEC 18004 §5.3.8). */
const QUIET_ZONE = 4;
/** In CSS pixels. */
const SIDE = 216;

/** The text as a QR code: dark on light whatever the page's colours, drawn by attributes alone. `label` is what those hear who do not see it. */
export function qrCode(text: string, label: string): Html {
  const { data, size } = encode(text, { border: QUIET_ZONE });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return html`<svg class="qr-code" id="qr-code" role="img" aria-label="${label}" xmlns="http://www.w3.org/2000/svg"
          width="${SIDE}" height="${SIDE}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
          <path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${dark.join("")}"/></svg>`;
}
