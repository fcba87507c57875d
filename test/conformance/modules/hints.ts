import assert from "node:assert/strict";
import { ScriptLessBrowser } from "../../../demo/script-less-browser.ts";
import { open, requestOf, signIn } from "../authorization.ts";
import { complete, flow } from "../flow.ts";
import type { Module } from "../module.ts";

/** Parameters that say who, or how surely. */
export const hintModules: readonly Module[] = [
  {
    title: "oidcc-login-hint: takes a hint at a user, known or not, and writes it into the page (OIDC Core §3.1.2.1)",
    async run(run) {
      const hint = `buffy@${new URL(run.server.metadata.issuer).hostname}`;
      const browser = new ScriptLessBrowser();
      const request = requestOf(run, { login_hint: hint });
      const page = await open(run, request, browser);
      assert.ok(page.body.includes(`value="${hint}"`));
      await complete(run, request, await signIn(run, page, browser));
    },
  },
  {
    title:
      "oidcc-ensure-request-with-acr-values-succeeds: reaches one of the acr values that discovery lists, and says so (OIDC Core §3.1.2.1)",
    async run(run) {
      const supported = run.server.metadata.acr_values_supported as string[];
      const { frontChannel, backChannel } = await flow(run, { acr_values: supported.join(" ") });
      for (const claims of [frontChannel, backChannel]) {
        if (claims !== undefined) assert.ok(supported.includes(claims.acr as string), `acr ${claims.acr}`);
      }
    },
  },
];
