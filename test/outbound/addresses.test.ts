import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPublicAddress } from "../../src/outbound/public-address.ts";

describe("which addresses are public (security bar 21.2)", () => {
  const refused: Readonly<Record<string, readonly string[]>> = {
    loopback: ["127.0.0.1", "127.255.255.254", "::1"],
    "no address in particular": ["0.0.0.0", "0.1.2.3", "::"],
    private: ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    "link-local": ["169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1"],
    "shared by a carrier": ["100.64.0.1", "100.127.255.255"],
    "unique-local": ["fc00::1", "fd00:ec2::254"],
    "site-local": ["fec0::1"],
    multicast: ["224.0.0.1", "239.255.255.250", "ff02::1"],
    "reserved or broadcast": ["240.0.0.1", "255.255.255.255", "192.0.0.8", "192.88.99.1", "4000::1", "5f00::1"],
    documentation: ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    benchmarking: ["198.18.0.1", "198.19.255.255"],
    "IPv4-mapped": ["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8"],
    "IPv4-compatible": ["::127.0.0.1", "::8.8.8.8"],
    NAT64: ["64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1"],
    "6to4, Teredo": ["2002:7f00:1::", "2001::1", "2001:0:7f00:1::"],
    "to be discarded": ["100::1"],
    "no address": ["", "localhost", "1.2.3", "0x7f.1", "2130706433", "8.8.8.8:443", "[2606:4700::1]"],
  };
  for (const [what, addresses] of Object.entries(refused)) {
    it(`not those that are ${what}`, () => {
      for (const address of addresses) assert.equal(isPublicAddress(address), false, address);
    });
  }

  it("those next to a refused network, and the rest", () => {
    const good = ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"].concat(
      ["172.15.255.255", "172.32.0.0", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255"],
      ["2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888"],
    );
    for (const address of good) assert.equal(isPublicAddress(address), true, address);
  });
});
