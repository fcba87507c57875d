import assert from "node:assert/strict";
import { SUITE } from "../authorization.ts";
import type { Module } from "../module.ts";
import { assertMetadataRefused, registeredBy, requestRegistration } from "../registration.ts";

const INITIATE_LOGIN_URI = `${SUITE}/initiate_login`;

/** Where a client wants a login begun that somebody else asks for (OIDC Core §4). */
export const thirdPartyModules: readonly Module[] = [
  {
    title:
      "oidcc-3rd_party-init-login: registers initiate_login_uri, and tells it again from the client's own URL (OIDC Registration §2, §4.2)",
    async run({ server, variant }) {
      const response = await requestRegistration(server, variant, { initiate_login_uri: INITIATE_LOGIN_URI });
      const client = await registeredBy(response);
      assert.equal(client.initiate_login_uri, INITIATE_LOGIN_URI);

      const own = client.registration_client_uri as string;
      const headers = { authorization: `Bearer ${client.registration_access_token}` };
      const read = await fetch(own, { headers });
      assert.equal(read.status, 200);
      assert.match(read.headers.get("content-type") ?? "", /^application\/json(;|$)/);
      assert.equal(((await read.json()) as { initiate_login_uri: string }).initiate_login_uri, INITIATE_LOGIN_URI);

      assert.equal((await fetch(own, { method: "DELETE", headers })).status, 204);
      assert.equal((await fetch(own, { headers })).status, 401);
    },
  },
  {
    title: "oidcc-3rd_party-init-login-nohttps: registers no initiate_login_uri without https (OIDC Registration §2)",
    async run({ server, variant }) {
      const plain = INITIATE_LOGIN_URI.replace("https:", "http:");
      await assertMetadataRefused(await requestRegistration(server, variant, { initiate_login_uri: plain }));
    },
  },
];
