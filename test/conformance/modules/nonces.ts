import assert from "node:assert/strict";
import { open, refusalOf, requestOf } from "../authorization.ts";
import { flow } from "../flow.ts";
import type { Module } from "../module.ts";

/** Requests without a nonce. */
export const nonceModules: readonly Module[] = [
  {
    title:
      "oidcc-ensure-request-without-nonce-succeeds-for-code-flow: takes no nonce where no ID token comes by the browser (OIDC Core §3.1.2.1)",
    async run(run) {
      const { backChannel } = await flow(run, { nonce: undefined });
      assert.ok(backChannel && !("nonce" in backChannel));
    },
  },
  {
    title:
      "oidcc-ensure-request-without-nonce-fails: refuses an ID token by the browser without a nonce (OIDC Core §3.2.2.1, §3.3.2.11)",
    async run(run) {
      const request = requestOf(run, { nonce: undefined });
      assert.equal(refusalOf(run, request, await open(run, request)), "invalid_request");
    },
  },
];
