import assert from "node:assert/strict";
import { createPublicKey, type JsonWebKey } from "node:crypto";
import * as openid from "openid-client";
import { assertMetadataTypes } from "../metadata-types.ts";
import type { Module, ModuleRun } from "../module.ts";

type Metadata = Readonly<Record<string, unknown>>;

const OPENID_RESPONSE_TYPES = [
  "code",
  "id_token",
  "id_token token",
  "code id_token",
  "code token",
  "code id_token token",
];
/** Members of a JWK that are no one else's business (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/** What discovery says. */
export const discoveryModules: readonly Module[] = [
  {
    title:
      "oidcc-discovery-endpoint-verification: says what there is, where it is, and nothing that no specification knows (OIDC Discovery §3, RFC 8414 §2)",
    async run(run) {
      const { discoveryUrl } = run.server;
      const metadata = await fetchMetadata(discoveryUrl);
      assertIssuer(metadata.issuer as string, discoveryUrl);
      assertMetadataTypes(metadata);
      assertWhatIsListed(metadata);
      await publishedKeys(metadata.jwks_uri as string);
      await discoverByOthers(run);
    },
  },
  logoutModule(
    "oidcc-rp-initiated-logout-discovery-endpoint-verification: names the end-session endpoint (RP-Initiated Logout §2.1)",
  ),
  logoutModule(
    "oidcc-backchannel-logout-discovery-endpoint-verification: says that it tells clients of logouts, and of which session (Back-Channel Logout §2.1)",
    { backchannel_logout_supported: true, backchannel_logout_session_supported: true },
  ),
  logoutModule(
    "oidcc-frontchannel-logout-discovery-endpoint-verification: says that it has browsers tell clients, and of which session (Front-Channel Logout §3)",
    { frontchannel_logout_supported: true, frontchannel_logout_session_supported: true },
  ),
  {
    title:
      "oidcc-session-management-discovery-endpoint-verification: names the frame and the end-session endpoint (Session Management §3.3)",
    async run({ server }) {
      const metadata = await fetchMetadata(server.discoveryUrl);
      assertMetadataTypes(metadata);
      for (const name of ["check_session_iframe", "end_session_endpoint"]) assert.ok(name in metadata, name);
    },
  },
];

/** Every plan about logout begins with the end-session endpoint, and with what it says of its own kind. */
function logoutModule(title: string, expected: Metadata = {}): Module {
  return {
    title,
    async run({ server }) {
      const metadata = await fetchMetadata(server.discoveryUrl);
      assertMetadataTypes(metadata);
      assert.ok("end_session_endpoint" in metadata);
      for (const [name, value] of Object.entries(expected)) assert.equal(metadata[name], value, name);
    },
  };
}

async function fetchMetadata(discoveryUrl: string): Promise<Metadata> {
  const response = await fetch(discoveryUrl);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
  return (await response.json()) as Metadata;
}

/** RFC 8414 §2, OIDC Discovery §4.3. */
function assertIssuer(issuer: string, discoveryUrl: string): void {
  assert.equal(`${issuer}/.well-known/openid-configuration`, discoveryUrl);
  const { protocol, search, hash, username } = new URL(issuer);
  assert.deepEqual([protocol, search, hash, username], ["https:", "", "", ""]);
}

function assertWhatIsListed(metadata: Metadata): void {
  const listed = (name: string): readonly string[] => {
    assert.ok(Array.isArray(metadata[name]) && metadata[name].length > 0, name);
    return metadata[name];
  };
  assert.ok(listed("response_types_supported").some((type) => OPENID_RESPONSE_TYPES.includes(type)));
  assert.ok(listed("subject_types_supported").every((type) => ["public", "pairwise"].includes(type)));
  assert.ok(listed("id_token_signing_alg_values_supported").includes("RS256"));
  assert.ok(listed("request_object_signing_alg_values_supported").includes("RS256"));
  assert.ok(listed("scopes_supported").includes("openid"));
  for (const scope of listed("scopes_supported")) assert.match(scope, /^[\x21\x23-\x5b\x5d-\x7e]+$/);
  for (const language of listed("ui_locales_supported")) {
    assert.deepEqual(Intl.getCanonicalLocales(language), [language]);
  }
  for (const name of [
    "userinfo_signing_alg_values_supported",
    "claims_supported",
    "grant_types_supported",
    "code_challenge_methods_supported",
  ]) {
    listed(name);
  }
  for (const name of ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"])
    assert.ok(name in metadata, name);
}

/** The keys at the URI. Fails unless each is a public key that can be used, with a name of its own (RFC 7517 §4.5). */
export async function publishedKeys(uri: string): Promise<readonly JsonWebKey[]> {
  const { keys } = (await (await fetch(uri)).json()) as { keys: readonly (JsonWebKey & { kid?: string })[] };
  assert.ok(keys.length > 0);
  for (const key of keys) {
    assert.deepEqual(
      Object.keys(key).filter((member) => PRIVATE_MEMBERS.includes(member)),
      [],
    );
    assert.ok(["RSA", "EC", "OKP"].includes(key.kty as string), key.kty);
    assert.equal(createPublicKey({ key, format: "jwk" }).type, "public");
    assert.equal(typeof key.kid, "string");
  }
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
  return keys;
}

async function discoverByOthers({ server, clients }: ModuleRun): Promise<void> {
  const { clientId, clientSecret } = clients.client;
  const configuration = await openid.discovery(new URL(server.metadata.issuer), clientId, clientSecret);
  assert.equal(configuration.serverMetadata().supportsPKCE(), true);
}
