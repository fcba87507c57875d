import { serveNext } from "./serve.mjs";

const { origin, stop } = await serveNext({ log: (text) => process.stderr.write(text) });
console.log(`The sample is at ${origin}`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
