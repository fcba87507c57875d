import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AccessTokenExtras } from "../../src/protocol/model/authorization.ts";
import { accessTokenClaims } from "../../src/protocol/tokens/access-token-claims.ts";
import { makeAccessToken, makeClient, makeTenant } from "../store/values.ts";

const JKT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

describe("RFC 9068 §2.2: what a JWT access token says of its own", () => {
  const token = makeAccessToken(undefined);
  const claimsOf = (extras: AccessTokenExtras) =>
    accessTokenClaims(
      {
        token: { ...token, extras },
        client: makeClient(),
        user: undefined,
        authorization: undefined,
      },
      { issuer: "https://id.example/t/acme/oauth2/token", tenant: makeTenant() },
    );
  const details = [{ type: "payment" }];

  const members: [string, AccessTokenExtras, object][] = [
    [
      "the key that it is bound to (RFC 9449 §6.1, contract §7.3)",
      { confirmation: { jkt: JKT } },
      { cnf: { jkt: JKT }, binding_type: "DPoP", binding_ref: JKT },
    ],
    [
      "the certificate that it is bound to (RFC 8705 §3.1, contract §7.3)",
      { confirmation: { "x5t#S256": JKT } },
      { cnf: { "x5t#S256": JKT }, binding_type: "certificate", binding_ref: JKT },
    ],
    ["who acts for the user (RFC 8693 §4.1)", { actor: { sub: "service" } }, { act: { sub: "service" } }],
    [
      "what was allowed in detail (RFC 9396 §9.1)",
      { authorizationDetails: details },
      { authorization_details: details },
    ],
    ["the one API that it is for (RFC 8707 §2)", { audience: ["https://a.example"] }, { aud: "https://a.example" }],
  ];
  for (const [what, extras, expected] of members) {
    it(`names ${what}`, () => {
      assert.deepEqual(claimsOf(extras), { ...claimsOf({}), ...expected });
    });
  }
});
