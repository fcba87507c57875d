import { BlockList, isIP } from "node:net";

/** What is no public address, of IPv4 (IANA's registry of special-purpose addresses, RFC 6890). */
const REFUSED_4 = networks("ipv4", [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared by a carrier's customers
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, and the metadata services of clouds
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
]);

/**
 * Of IPv6 only the global unicast block is public. Loopback, unique-local, link-local, multicast, the IPv4-mapped form and NAT64's
 * prefixes all lie outside of it.
 */
const PUBLIC_6 = networks("ipv6", [["2000::", 3]]);
/** What is not public inside of it. Teredo and 6to4 carry an IPv4 address, which may be any. */
const REFUSED_6 = networks("ipv6", [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["3ffe::", 16], // given back
  ["3fff::", 20], // documentation
]);

/** Whether an IP address is one of the public Internet (security bar 21.2). An address with a zone is not. */
export function isPublicAddress(address: string): boolean {
  switch (address.includes("%") ? 0 : isIP(address)) {
    case 4:
      return !REFUSED_4.check(address, "ipv4");
    case 6:
      return PUBLIC_6.check(address, "ipv6") && !REFUSED_6.check(address, "ipv6");
    default:
      return false;
  }
}

const LOOPBACK = networks("ipv4", [["127.0.0.0", 8]]);

/** Whether an IP address reaches this machine only. */
export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && LOOPBACK.check(address, "ipv4"));
}

function networks(
  family: "ipv4" | "ipv6",
  subnets: readonly (readonly [network: string, prefix: number])[],
): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}
