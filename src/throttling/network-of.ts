import { isIP, isIPv4, SocketAddress } from "node:net";

const GROUPS = 8;
/** RFC 6177: what one subscriber is given at the least, of which each of their devices may take any address. */
const GROUPS_OF_NETWORK = 4;

/**
 * Whose an address is, as far as it can be told, for what is counted by it: of IPv6 the network of 64 bits, else one subscriber has more
 * addresses than could ever be counted (security bar 18.5). An IPv4 address stands for itself, also where it is written as IPv6 (RFC 4291
 * §2.5.5.2), and so does what is no address.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const shortest = new SocketAddress({ address: address.replace(/%.*$/, ""), family: "ipv6" }).address;
  const mapped = shortest.replace(/^::ffff:/, "");
  if (isIPv4(mapped)) return mapped;
  const [head = [], tail = []] = shortest.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, GROUPS - head.length - tail.length) }, () => "0");
  return `${[...head, ...zeros, ...tail].slice(0, GROUPS_OF_NETWORK).join(":")}::/64`;
}
