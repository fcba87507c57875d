import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer as createProxy } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import type { TLSSocket } from "node:tls";
import type { CertificateFiles } from "../tls/certificate-files.ts";

/** The suite's pages and documents, on loopback: its own host name leads nowhere here. */
export interface SuiteSite {
  /** Where the server finds it. */
  readonly origin: string;
  /** A proxy for browsers: to them every host is this site. */
  readonly proxyUrl: string;
  /** Puts a document at a path, in the place of the one before, and returns its URL. Every other path is empty. */
  publish(path: string, type: string, body: string): string;
  /** What came for the path, in order. */
  requestsOf(path: string): readonly SuiteRequest[];
  close(): Promise<void>;
}

export interface SuiteRequest {
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly tlsVersion: string | null;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

/** Serves https with the certificate that the files name. */
export async function startSuiteSite({ settings }: CertificateFiles): Promise<SuiteSite> {
  const documents = new Map<string, { readonly type: string; readonly body: string }>();
  const requests = new Map<string, SuiteRequest[]>();
  const [cert, key] = await Promise.all([readFile(settings.tlsCert), readFile(settings.tlsKey)]);
  const server = createServer({ cert, key }, async (request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url as string, "https://suite");
    const chunks: Buffer[] = await request.toArray();
    const came = {
      method: request.method,
      contentType: request.headers["content-type"],
      tlsVersion: (request.socket as TLSSocket).getProtocol(),
      query,
      form: new URLSearchParams(Buffer.concat(chunks).toString()),
    };
    requests.set(path, [...(requests.get(path) ?? []), came]);
    const { type, body } = documents.get(path) ?? { type: "text/plain", body: "" };
    response.setHeader("content-type", type).setHeader("cache-control", "no-store").end(body);
  });
  const port = await listen(server);
  const proxy = createProxy().on("connect", (_request, socket) => {
    const tunnel = connect(port, "localhost", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    for (const end of [socket, tunnel]) end.on("error", () => tunnel.destroy());
    tunnel.pipe(socket).pipe(tunnel);
  });
  const origin = `https://localhost:${port}`;
  return {
    origin,
    proxyUrl: `http://localhost:${await listen(proxy)}`,
    publish(path, type, body) {
      documents.set(path, { type, body });
      return `${origin}${path}`;
    },
    requestsOf: (path) => requests.get(path) ?? [],
    async close() {
      server.closeAllConnections();
      server.close();
      proxy.close();
      await Promise.all([once(server, "close"), once(proxy, "close")]);
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "localhost");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
