import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { CertificateFiles } from "../tls/certificate-files.ts";

/** What the server itself fetches from the suite and tells it, on loopback: the suite's own host name leads nowhere here. */
export interface SuiteSite {
  readonly origin: string;
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
  readonly form: URLSearchParams;
}

/** Serves https with the certificate that the files name. */
export async function startSuiteSite({ settings }: CertificateFiles): Promise<SuiteSite> {
  const documents = new Map<string, { readonly type: string; readonly body: string }>();
  const requests = new Map<string, SuiteRequest[]>();
  const [cert, key] = await Promise.all([readFile(settings.tlsCert), readFile(settings.tlsKey)]);
  const server = createServer({ cert, key }, async (request, response) => {
    const path = request.url as string;
    const chunks: Buffer[] = await request.toArray();
    const came = {
      method: request.method,
      contentType: request.headers["content-type"],
      tlsVersion: (request.socket as TLSSocket).getProtocol(),
      form: new URLSearchParams(Buffer.concat(chunks).toString()),
    };
    requests.set(path, [...(requests.get(path) ?? []), came]);
    const { type, body } = documents.get(path) ?? { type: "text/plain", body: "" };
    response.setHeader("content-type", type).setHeader("cache-control", "no-store").end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    publish(path, type, body) {
      documents.set(path, { type, body });
      return `${origin}${path}`;
    },
    requestsOf: (path) => requests.get(path) ?? [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
