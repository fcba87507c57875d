import { isIP } from "node:net";
import { OutboundError } from "./outbound-error.ts";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";

const LONGEST_URL = 2048;

/** An address as a name server gives it. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** The addresses of a host name; asked once per request. */
export type Lookup = (hostName: string) => Promise<readonly Address[]>;

/** A URL, and the addresses that a connection for it may be made to. */
export interface Destination {
  readonly url: URL;
  readonly addresses: readonly Address[];
}

/**
 * Where a request to the URL may go (security bar 21.2). Throws an OutboundError unless it is https and every address of its host is
 * public; hosts that the operator named may be internal, and on loopback use plain http. The host is looked up here, once.
 */
export async function findDestination(
  text: string,
  allowedHosts: ReadonlySet<string>,
  lookup: Lookup,
): Promise<Destination> {
  const url = parseUrl(text);
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const allowed = allowedHosts.has(url.hostname) || allowedHosts.has(`${url.hostname}:${port}`);
  if (url.protocol === "http:" && !allowed) throw new OutboundError(`${url.host}: not https`);

  const addresses = await addressesOf(url, lookup);
  if (url.protocol === "http:" && !addresses.every(({ address }) => isLoopbackAddress(address))) {
    throw new OutboundError(`${url.host}: plain http, and not on loopback`);
  }
  const internal = addresses.find(({ address }) => !isPublicAddress(address));
  if (internal !== undefined && !allowed) {
    throw new OutboundError(`${url.host}: ${internal.address} is not a public address`);
  }
  return { url, addresses };
}

/** The parser writes numbers such as `0x7f.1` and `2130706433` as the addresses they are, so they are judged as such. */
function parseUrl(text: string): URL {
  const url = text.length <= LONGEST_URL && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new OutboundError("not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new OutboundError(`${url.protocol} is not https:`);
  if (url.username !== "" || url.password !== "") throw new OutboundError(`${url.host}: a URL with credentials`);
  return url;
}

async function addressesOf(url: URL, lookup: Lookup): Promise<readonly Address[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    const addresses = await lookup(host);
    if (addresses.length > 0) return addresses;
  } catch (cause) {
    throw new OutboundError(`${url.host}: the name cannot be resolved`, { cause });
  }
  throw new OutboundError(`${url.host}: the name has no address`);
}
