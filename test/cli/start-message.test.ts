import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { demoSignIn } from "../../src/cli/demo-sign-in.ts";
import { startMessage } from "../../src/cli/start-message.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";

const FILE = new URL("../../demo/bifrost.yaml", import.meta.url);
const BASE_URL = "http://localhost:9763";

function message(first: readonly string[], colour = false, total = first.length): string {
  const demo = demoSignIn(parseConfiguration(readFileSync(FILE, "utf8"), "demo/bifrost.yaml"), BASE_URL);
  return startMessage(
    { version: "1.2.3", baseUrl: BASE_URL, organizations: { total, first }, demo, keyMadeIn: undefined },
    colour,
  );
}

describe("start message", () => {
  it("names the product, its version, the URL, and each organization's issuer and discovery document", () => {
    const text = message(["bifrost"]);
    assert.match(text, /^Tessera 1\.2\.3 listens on http:\/\/localhost:9763$/m);
    assert.match(text, /^ +issuer +http:\/\/localhost:9763\/t\/bifrost\/oauth2\/token$/m);
    assert.match(
      text,
      /^ +discovery +http:\/\/localhost:9763\/t\/bifrost\/oauth2\/token\/\.well-known\/openid-configuration$/m,
    );
    assert.match(text, /^ +user name +user1@bifrost\.com$/m);
    assert.match(text, /^ +password +Bifrost@2026$/m);
  });

  it("holds an authorize URL whose challenge the verifier hashes to (RFC 7636 §4.2)", () => {
    const text = message(["bifrost"]);
    const url = new URL(/^http\S+\/authorize\?\S+$/m.exec(text)?.[0] as string);
    const verifier = /code verifier +(\S+)/.exec(text)?.[1] as string;
    assert.match(verifier, /^[A-Za-z0-9._~-]{43,128}$/);
    const { state, code_challenge, ...rest } = Object.fromEntries(url.searchParams);
    assert.equal(code_challenge, createHash("sha256").update(verifier).digest("base64url"));
    assert.match(state ?? "", /^[\w-]{8,}$/);
    assert.equal(`${url.origin}${url.pathname}`, `${BASE_URL}/t/bifrost/oauth2/authorize`);
    assert.deepEqual(rest, {
      response_type: "code",
      client_id: "fv_LScHaB83PN4VPX1cHufphtHQa",
      redirect_uri: "http://localhost:5000",
      scope: "openid profile email",
      code_challenge_method: "S256",
    });
  });

  it("holds the command that trades the code, with the same verifier", () => {
    const text = message(["bifrost"]);
    const verifier = /code verifier +(\S+)/.exec(text)?.[1];
    const command = /^curl (?:.*\\\n)*.*$/m.exec(text)?.[0].replaceAll(" \\\n", "").split(/ +/);
    assert.deepEqual(command, [
      ...["curl", "-X", "POST", `${BASE_URL}/t/bifrost/oauth2/token`],
      ...["-d", "grant_type=authorization_code"],
      ...["-d", "client_id=fv_LScHaB83PN4VPX1cHufphtHQa"],
      ...["--data-urlencode", "redirect_uri=http://localhost:5000"],
      ...["-d", `code_verifier=${verifier}`],
      ...["-d", "code='<code>'"],
    ]);
  });

  it("makes a new verifier each time", () => {
    assert.notEqual(message(["bifrost"]), message(["bifrost"]));
  });

  it("lists five organizations and counts the rest", () => {
    const text = message(["a", "b", "c", "d", "e"], false, 7);
    assert.equal(text.match(/^Organization /gm)?.length, 5);
    assert.match(text, /^and 2 more$/m);
  });

  it("is coloured only when asked", () => {
    assert.equal(message(["bifrost"]).includes("\u001b"), false);
    assert.equal(message(["bifrost"], true).includes("\u001b[1m"), true);
  });
});
