// `npm ci` runs it, so that already the first start is quick and small: it fills the compile cache with what a server loads.
// Without it everything works the same, but for that.
import { readdirSync } from "node:fs";
import { setUpEngine } from "./engine.js";

setUpEngine();
const sources = new URL("../src/", import.meta.url);
const files = readdirSync(sources, { recursive: true }).filter((file) => file.endsWith(".ts"));
await Promise.all(files.map((file) => import(new URL(file, sources).href)));
