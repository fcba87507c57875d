import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";

describe("npm run demo", () => {
  it("plays the whole journey against a server of its own, and shows each step with its exchange and its tokens", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["demo/journey.ts"]);
    const steps = stdout.match(/^\d+\. .*/gm) ?? [];
    assert.equal(steps.length, 10, stdout);
    for (const shown of [
      "> GET /t/bifrost/oauth2/authorize?response_type=code",
      "a page: Sign in · Bifrost",
      "> POST /t/bifrost/oauth2/token",
      ">     code_verifier=",
      '"id_token": "eyJ',
      '"at_hash": "',
      "> GET /t/bifrost/oauth2/userinfo",
      ">     grant_type=refresh_token",
      "> GET /t/bifrost/oidc/logout?id_token_hint=",
      "✔ the answer is login_required",
    ]) {
      assert.ok(stdout.includes(shown), `${shown} is not in:\n${stdout}`);
    }
    assert.ok(!stdout.includes("Bifrost@2026"), "the password is not shown");
  });
});
