import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { assertMetadataTypes } from "../../metadata-types.ts";
import { type FapiModule, type FapiRun, newFlow } from "../module.ts";

/** FAPI 2.0 Security Profile §5.4.1. */
const STRONG = ["PS256", "ES256", "EdDSA", "Ed25519"];

/** What a FAPI client has to find in the metadata. */
export const discoveryModules: readonly FapiModule[] = [
  {
    title: "discovery-end-point-verification: says all that a FAPI client has to know (RFC 8414 §2, OIDC Discovery §3)",
    async run(run) {
      const metadata = await metadataOf(run);
      assertMetadataTypes(metadata);
      const includes = (member: string, ...values: readonly string[]) => {
        const listed = metadata[member];
        assert.ok(Array.isArray(listed) && values.some((value) => listed.includes(value)), `${member}: ${listed}`);
      };
      includes("response_types_supported", "code");
      includes("grant_types_supported", "authorization_code");
      includes("code_challenge_methods_supported", "S256");
      includes("token_endpoint_auth_signing_alg_values_supported", ...STRONG);
      assert.equal(metadata.authorization_response_iss_parameter_supported, true);
      assert.equal(typeof metadata.require_pushed_authorization_requests, "boolean");
      for (const scope of metadata.scopes_supported ?? []) assert.match(scope, /^[\x21\x23-\x5b\x5d-\x7e]+$/);
      assert.deepEqual(
        Intl.getCanonicalLocales(metadata.ui_locales_supported as string[]),
        metadata.ui_locales_supported,
      );
      await assertKeys(metadata.jwks_uri as string);

      const { clientAuthentication, senderConstraint, plan, openid } = run.variant;
      if (senderConstraint === "dpop") includes("dpop_signing_alg_values_supported", ...STRONG);
      else assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
      if (clientAuthentication === "private_key_jwt")
        includes("token_endpoint_auth_methods_supported", "private_key_jwt");
      else includes("token_endpoint_auth_methods_supported", "tls_client_auth", "self_signed_tls_client_auth");
      if (plan === "message signing") {
        includes("response_modes_supported", "jwt");
        includes("authorization_signing_alg_values_supported", ...STRONG);
        includes("request_object_signing_alg_values_supported", ...STRONG);
      }
      if (openid === "openid_connect") {
        includes("scopes_supported", "openid");
        includes("id_token_signing_alg_values_supported", ...STRONG);
        includes("userinfo_signing_alg_values_supported", ...STRONG);
        includes("subject_types_supported", "public", "pairwise");
      }
      await assertAliases(run, metadata);
    },
  },
];

/** From where OpenID Connect has it, or OAuth (RFC 8414 §3.1). */
async function metadataOf({ at: { metadata }, variant }: FapiRun): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(metadata.issuer);
  const algorithm = variant.openid === "openid_connect" ? "oidc" : "oauth2";
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm }));
}

/** RFC 8705 §5: only endpoints that are listed without an alias too, and never one for browsers. */
async function assertAliases(run: FapiRun, metadata: oauth.AuthorizationServer): Promise<void> {
  const aliases = Object.keys(metadata.mtls_endpoint_aliases ?? {});
  assert.equal(aliases.includes("authorization_endpoint"), false);
  for (const name of aliases) assert.ok(name.endsWith("_endpoint") && name in metadata, name);
  const { clientAuthentication, senderConstraint } = run.variant;
  if (clientAuthentication === "mtls" || senderConstraint === "mtls") {
    const { client } = await newFlow(run);
    assert.notEqual(client.urlOf("token_endpoint"), metadata.token_endpoint);
  }
}

/** FAPI 2.0 Security Profile §5.4.1: RSA of 2048 bits, curves of 224, at least. */
async function assertKeys(uri: string): Promise<void> {
  const { keys } = (await (await fetch(uri)).json()) as { keys: readonly Readonly<Record<string, string>>[] };
  assert.ok(keys.length > 0);
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
  for (const { kty, n = "", crv = "" } of keys) {
    if (kty === "RSA") assert.ok(Buffer.from(n, "base64url").length >= 256);
    else assert.match(crv, /^(P-(256|384|521)|Ed(25519|448)|X(25519|448))$/);
  }
}
