import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sameDistinguishedName } from "../../src/crypto/distinguished-name.ts";

describe("comparing subject names (RFC 8705 §2.1.2, RFC 4514)", () => {
  const same: [string, string, string][] = [
    ["itself", "CN=client,O=Acme", "CN=client,O=Acme"],
    ["space around separators (§2.1)", "CN=client,O=Acme", " CN = client , O=Acme "],
    ["the case of attribute types (§2.3)", "CN=client,O=Acme", "cn=client,o=Acme"],
    [
      "object identifiers for names (§2.3)",
      "CN=client,DC=example",
      "2.5.4.3=client,0.9.2342.19200300.100.1.25=example",
    ],
    ["other names of a type", "emailAddress=a@b.example,UID=7", "E=a@b.example,userId=7"],
    ["how a comma is escaped (§2.4)", "O=Acme\\, Inc.", "O=Acme\\2C Inc."],
    ["UTF-8 in hexadecimal pairs (§2.4)", "CN=J\\C3\\BCrgen", "CN=Jürgen"],
    ["a value as hexadecimal BER (§2.4)", "1.2.3.4=ab", "1.2.3.4=#0c026162"],
    ["the order in a relative name of several (§2.2)", "CN=a+UID=1,O=Acme", "UID=1+CN=a,O=Acme"],
  ];
  for (const [what, a, b] of same) {
    it(`does not mind ${what}`, () => assert.equal(sameDistinguishedName(a, b), true));
  }

  const different: [string, string, string][] = [
    ["the order of the parts", "CN=client,O=Acme", "O=Acme,CN=client"],
    ["the case of a value", "CN=client", "CN=Client"],
    ["a part more", "CN=client", "CN=client,O=Acme"],
    ["another type", "CN=client", "OU=client"],
    ["an escaped comma for a separator", "CN=a\\,O=b", "CN=a,O=b"],
    ["an escaped plus for a separator", "CN=a\\+O=b", "CN=a+O=b"],
    ["an escaped space at the end", "CN=a\\ ", "CN=a"],
    ["an escaped hash", "CN=\\#0c0161", "CN=a"],
    ["a NUL character", "CN=a\\00", "CN=a"],
  ];
  for (const [what, a, b] of different) {
    it(`minds ${what}`, () => assert.equal(sameDistinguishedName(a, b), false));
  }

  for (const text of ["", " ", "client", "CN=", "CN=a,", "CN=a\\", 'CN="a"', "=a", "CN=#zz", "CN=#0c0561"]) {
    it(`finds ${JSON.stringify(text)}, which names nobody, the same as nothing`, () => {
      assert.equal(sameDistinguishedName(text, text), false);
    });
  }
});
