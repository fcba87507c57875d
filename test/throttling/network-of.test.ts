import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { networkOf } from "../../src/throttling/network-of.ts";

describe("what requests are counted by", () => {
  const same: readonly (readonly [string, string, string])[] = [
    ["two addresses of one IPv6 network of 64 bits", "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"],
    ["one IPv6 address however it is written", "2001:DB8:0:0:0:0:0:1", "2001:0db8::2"],
    ["an IPv4 address written as IPv6 and the address itself (RFC 4291 §2.5.5.2)", "::ffff:192.0.2.1", "192.0.2.1"],
    ["the same in hexadecimal digits", "::ffff:c000:201", "192.0.2.1"],
    ["an address of a link on two interfaces", "fe80::1%eth0", "fe80::1%eth1"],
    ["addresses whose first groups are zero", "::1", "::2:3:4:5"],
  ];
  for (const [what, one, other] of same) {
    it(`is the same for ${what} (security bar 18.5)`, () => {
      assert.equal(networkOf(one), networkOf(other));
    });
  }

  const different: readonly (readonly [string, string, string])[] = [
    ["two IPv6 networks", "2001:db8:1:2::1", "2001:db8:1:3::1"],
    ["two IPv4 addresses", "192.0.2.1", "192.0.2.2"],
    ["two IPv4 addresses written as IPv6", "::ffff:192.0.2.1", "::ffff:192.0.2.2"],
    ["networks that differ behind zeros left out", "1::2:0:0:0:0:0", "1::3:0:0:0:0:0"],
    ["networks that differ before zeros left out", "1:2::", "1:3::"],
    ["two texts that are no addresses", "unknown", "hidden"],
  ];
  for (const [what, one, other] of different) {
    it(`differs for ${what}`, () => {
      assert.notEqual(networkOf(one), networkOf(other));
    });
  }

  it("names the network in full", () => {
    assert.equal(networkOf("2001:db8::7"), "2001:db8:0:0::/64");
    assert.equal(networkOf("1::2:0:0:0:0:0"), "1:0:2:0::/64");
  });
});
