import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const repository = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles the sample of this folder of `examples` and serves it on localhost: for the demo's organization, if nothing else is said.
 * Resolves once it listens, with its origin and a function that stops it.
 */
export async function serveSample(
  folder,
  { port = 3000, baseUrl = "http://localhost:9763/t/bifrost", clientId = "bifrost-sample-app" } = {},
) {
  const page = await readFile(new URL(`${folder}/index.html`, import.meta.url));
  const { outputFiles } = await build({
    absWorkingDir: repository,
    entryPoints: [join(repository, "examples", folder, "main.jsx")],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    // An SDK may bring a React of its own, and two of them in one page do not work.
    alias: { react: "react", "react-dom": "react-dom" },
    define: {
      "process.env.NODE_ENV": '"production"',
      BASE_URL: JSON.stringify(baseUrl),
      CLIENT_ID: JSON.stringify(clientId),
    },
  });
  const script = outputFiles[0].contents;

  const server = createServer((request, response) => {
    const isScript = request.url === "/main.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? script : page);
  });
  server.listen(port, "localhost");
  await once(server, "listening");
  return {
    origin: `http://localhost:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
