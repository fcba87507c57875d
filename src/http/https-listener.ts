import { constants } from "node:crypto";
import { lookup } from "node:dns/promises";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { ListenOptions } from "node:net";
import type { FastifyInstance } from "fastify";
import { refuseUnreadable } from "./unreadable-request.ts";

/** What the server's TLS is made of, as PEM. */
export interface TlsFiles {
  /** Undefined: it is a proxy that ends TLS. */
  readonly server: { readonly certificate: string; readonly key: string } | undefined;
  /** The authorities that may issue client certificates. */
  readonly clientCa: string | undefined;
}

export interface HttpsAddress {
  readonly host: string;
  readonly port: number;
  /** A second port, which asks for client certificates. */
  readonly mtlsPort: number | undefined;
  readonly reusePort: boolean;
}

/** The https servers of an app. */
export interface HttpsListener {
  /** For connections that are made from now on. */
  use(files: TlsFiles): void;
  /** Takes no more connections. Resolves once those that are open have had their answers. */
  close(): Promise<void>;
}

/** RFC 9325 §4.2: for TLS 1.2 the four suites it recommends, with forward secrecy and authenticated encryption; and those of TLS 1.3. */
const CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
].join(":");
const HANDSHAKE_TIMEOUT_MILLISECONDS = 10_000; // security bar 27.4
const SWEEP_MILLISECONDS = 100;

/** Answers the app's routes over https. Throws what a server that cannot listen throws, and then listens nowhere. */
export async function listenHttps(
  app: FastifyInstance,
  files: TlsFiles,
  address: HttpsAddress,
): Promise<HttpsListener> {
  await app.ready();
  const servers: { readonly server: Server; readonly options: (files: TlsFiles) => ServerOptions }[] = [];
  const close = async () => {
    await Promise.all(servers.map(({ server }) => closeServer(server)));
  };
  const open = async (port: number, options: (files: TlsFiles) => ServerOptions) => {
    for (const [index, host] of (await addressesOf(address.host)).entries()) {
      const server = createHttpsServer(app, options(files));
      try {
        await listen(server, { host, port, reusePort: address.reusePort });
      } catch (error) {
        if (index > 0 && (error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL") continue; // a machine without IPv6
        throw error;
      }
      servers.push({ server, options });
      app.log.info(`Server listening at https://${host.includes(":") ? `[${host}]` : host}:${port}`);
    }
  };
  try {
    await open(address.port, serverOptions);
    if (address.mtlsPort !== undefined) await open(address.mtlsPort, mutualOptions);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    use(renewed) {
      for (const { server, options } of servers) server.setSecureContext(options(renewed));
    },
    close,
  };
}

function serverOptions({ server }: TlsFiles): ServerOptions {
  return {
    ...(server !== undefined && { cert: server.certificate, key: server.key }),
    minVersion: "TLSv1.2",
    ciphers: CIPHERS,
    // A connection's certificates stay those of its handshake.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MILLISECONDS,
  };
}

function mutualOptions(files: TlsFiles): ServerOptions {
  return {
    ...serverOptions(files),
    requestCert: true,
    // RFC 8705 §2.2: whoever signs for themselves is known by their key; the protocol looks at who vouches for the others.
    rejectUnauthorized: false,
    ca: files.clientCa ?? [], // left out it would be everyone whom browsers trust
    allowPartialTrustChain: true,
    // Without resumption, so that each connection's certificate is checked, by the authorities of today.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
  };
}

/** As patient as the app's own server, which does not listen. */
function createHttpsServer(app: FastifyInstance, options: ServerOptions): Server {
  const server = createServer(options, app.routing);
  const { requestTimeout, headersTimeout, keepAliveTimeout } = app.server;
  Object.assign(server, { requestTimeout, headersTimeout, keepAliveTimeout });
  // Nothing can be written where there was no handshake.
  server.prependListener("tlsClientError", (_error, socket) => socket.destroy());
  server.on("clientError", refuseUnreadable);
  return server;
}

/** As Fastify does: `localhost` is all the addresses that the name has. */
async function addressesOf(host: string): Promise<string[]> {
  if (host !== "localhost") return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function listen(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** A connection may wait for its next request a minute after its last answer, so those that wait are closed again and again. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MILLISECONDS);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
  });
}
