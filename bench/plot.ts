import { machineLine } from "./machine.ts";
import { find, MAIN_CONNECTIONS, type Results } from "./results.ts";

const WIDTH = 860;
const LEFT = 240;
const RIGHT = 70;
const TOP = 76;
const GROUP_HEIGHT = 46;
const BAR_HEIGHT = 15;

/** An SVG picture: requests a second of both servers at 32 connections, and the RSA limit as a line. Fits light and dark pages. */
export function plot(results: Results): string {
  const groups = results.scenarios.map(({ name, title }) => ({
    title,
    tessera: find(results, name, "Tessera")?.requestsPerSecond ?? 0,
    other: find(results, name, "node-oidc-provider")?.requestsPerSecond ?? 0,
  }));
  const limit = results.limits.rsa2048.oneCore;
  const highest = Math.max(limit, ...groups.flatMap(({ tessera, other }) => [tessera, other]));
  const x = (rate: number) => LEFT + (rate / highest) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + groups.length * GROUP_HEIGHT;

  const bars = groups.map(({ title, tessera, other }, index) => {
    const y = TOP + index * GROUP_HEIGHT;
    return [
      text(LEFT - 12, y + BAR_HEIGHT + 5, title, "name"),
      bar("tessera", y, tessera, x),
      bar("other", y + BAR_HEIGHT + 2, other, x),
    ].join("\n");
  });
  const line = `<line x1="${at(x(limit))}" y1="${TOP - 12}" x2="${at(x(limit))}" y2="${bottom}"/>`;
  const limitText = `${rounded(limit)} RSA-2048 signatures/s on one core`;

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 40}" width="${WIDTH}" height="${bottom + 40}" role="img">
<title>Requests per second at ${MAIN_CONNECTIONS} connections: Tessera and node-oidc-provider</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.name { text-anchor: end }
.value, .note { font-size: 12px; fill: #59636e }
.tessera { fill: #1f6feb }
.other { fill: #a5aeb8 }
line { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 5 4 }
.limit { font-size: 12px; fill: #cf222e }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.value, .note { fill: #9198a1 }
.tessera { fill: #58a6ff }
.other { fill: #5b636d }
line { stroke: #ff7b72 }
.limit { fill: #ff7b72 }
}
</style>
<rect class="tessera" x="${LEFT}" y="12" width="12" height="12" rx="2"/>
${text(LEFT + 18, 23, `Tessera, ${results.database === "sqlite" ? "SQLite" : "PostgreSQL"}, every answer durable`)}
<rect class="other" x="${LEFT + 290}" y="12" width="12" height="12" rx="2"/>
${text(LEFT + 308, 23, "node-oidc-provider, in memory")}
${text(x(limit) + 6, TOP - 20, limitText, "limit", x(limit) > WIDTH - 260 ? "end" : "start")}
${line}
${bars.join("\n")}
${text(LEFT, bottom + 24, `Requests/s at ${MAIN_CONNECTIONS} connections, one process each. ${machineLine(results.machine)}`, "note", "middle", WIDTH / 2)}
</svg>
`;
}

function bar(kind: string, y: number, rate: number, x: (rate: number) => number): string {
  const end = x(rate);
  return `<rect class="${kind}" x="${LEFT}" y="${y}" width="${at(end - LEFT)}" height="${BAR_HEIGHT}" rx="2"/>
${text(end + 6, y + 12, rounded(rate), "value")}`;
}

function text(
  x: number,
  y: number,
  content: string,
  kind?: string,
  anchor?: "start" | "middle" | "end",
  middle = x,
): string {
  const attributes = [kind && ` class="${kind}"`, anchor && ` text-anchor="${anchor}"`].filter(Boolean).join("");
  return `<text x="${at(anchor === "middle" ? middle : x)}" y="${y}"${attributes}>${content.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`;
}

function rounded(rate: number): string {
  return rate < 100 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en");
}

function at(pixels: number): string {
  return pixels.toFixed(1);
}
