import type { X509Certificate } from "node:crypto";
import { BlockList, isIPv6, SocketAddress } from "node:net";
import { TLSSocket } from "node:tls";
import type { FastifyRequest } from "fastify";
import { sha256 } from "../crypto/hashes.ts";
import type { ClientCertificate } from "../protocol/client-certificate.ts";
import type { Settings } from "../settings.ts";
import { certificateInHeader } from "./client-certificate-header.ts";
import type { Services } from "./services.ts";

/** Whether a client can show a certificate at all: what discovery says of it depends on this. */
export function takesClientCertificates({ mtlsPort, clientCertificateHeader }: Settings): boolean {
  return mtlsPort !== undefined || clientCertificateHeader !== undefined;
}

/**
 * The certificate that the request's client has shown; undefined when it showed none or one that cannot be read. What a trusted proxy
 * says counts, and nobody else's header does (security bar 6.8, RFC 9440 §4): then the proxy's own certificate stands for no client.
 */
export function clientCertificateOf(
  request: FastifyRequest,
  { settings, clientAuthorities, clock }: Pick<Services, "settings" | "clientAuthorities" | "clock">,
): ClientCertificate | undefined {
  const { clientCertificateHeader: header } = settings;
  if (header !== undefined && isTrustedProxy(request.socket.remoteAddress, settings)) {
    const certificate = certificateInHeader(request.headers[header.toLowerCase()]);
    return certificate && describe(certificate, clientAuthorities.issued(certificate, clock.nowMilliseconds()));
  }
  return request.socket instanceof TLSSocket ? certificateOfConnection(request.socket, settings) : undefined;
}

/** A connection shows its certificate once, in the handshake, and may carry many requests. */
const connections = new WeakMap<TLSSocket, ClientCertificate>();

function certificateOfConnection(socket: TLSSocket, settings: Settings): ClientCertificate | undefined {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const described = describe(certificate, settings.tlsClientCa !== undefined && socket.authorized);
  connections.set(socket, described);
  return described;
}

function describe(certificate: X509Certificate, trusted: boolean): ClientCertificate {
  return {
    der: certificate.raw,
    thumbprint: sha256(certificate.raw).toString("base64url"),
    subject: nameOf(certificate),
    subjectAltNames: alternativeNamesOf(certificate),
    trusted,
    publicKeyJwk: jwkOf(certificate),
  };
}

/** Node has a line for each relative name, most general first; RFC 4514 §2.1 begins with the last. Line breaks in values are escaped. */
function nameOf({ subject }: X509Certificate): string {
  return ((subject as string | undefined) ?? "").split("\n").reverse().join(",");
}

const KINDS = { DNS: "dns", URI: "uri", "IP Address": "ip", email: "email" } as const;
/** Node puts a name that holds a comma or a quote into quotes, as JSON has them. */
const ALTERNATIVE_NAME = /(?<kind>[A-Za-z ]+):(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<plain>[^,]*))(?:, |$)/gy;

function alternativeNamesOf({ subjectAltName = "" }: X509Certificate): ClientCertificate["subjectAltNames"] {
  const names = { dns: [] as string[], uri: [] as string[], ip: [] as string[], email: [] as string[] };
  for (const { groups } of subjectAltName.matchAll(ALTERNATIVE_NAME)) {
    const kind = KINDS[groups?.kind as keyof typeof KINDS];
    const name = groups?.quoted === undefined ? (groups?.plain ?? "") : (JSON.parse(groups.quoted) as string);
    if (kind !== undefined) names[kind].push(kind === "ip" ? shortAddress(name) : name);
  }
  return names;
}

function shortAddress(address: string): string {
  return isIPv6(address) ? new SocketAddress({ address, family: "ipv6" }).address : address;
}

function jwkOf({ publicKey }: X509Certificate): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ...publicKey.export({ format: "jwk" }) };
  } catch {
    return undefined; // DSA, and curves without a name in JOSE
  }
}

const proxies = new WeakMap<Settings, BlockList>();

/** The one at the other end of the connection, not one that a header names (security bar 27.2). */
function isTrustedProxy(address: string | undefined, settings: Settings): boolean {
  let list = proxies.get(settings);
  if (list === undefined) {
    list = blockListOf(settings.trustedProxies);
    proxies.set(settings, list);
  }
  return address !== undefined && list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
