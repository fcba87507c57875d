import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withMutualTls } from "../../src/protocol/mutual-tls-metadata.ts";

describe("RFC 8705 §2.1.1, §2.2.1: what discovery says of client certificates", () => {
  const metadata = {
    token_endpoint: "https://id.example/token",
    token_endpoint_auth_methods_supported: ["client_secret_basic", "none"],
    code_challenge_methods_supported: ["S256"],
  };
  const about = (tlsClientCa: string | undefined) =>
    withMutualTls(metadata, { baseUrl: "https://id.example", mtlsBaseUrl: undefined, tlsClientCa });

  it("lists both methods where the operator trusts an authority", () => {
    const { token_endpoint_auth_methods_supported, code_challenge_methods_supported } = about("clients.pem");
    assert.deepEqual(token_endpoint_auth_methods_supported, [
      ...metadata.token_endpoint_auth_methods_supported,
      "tls_client_auth",
      "self_signed_tls_client_auth",
    ]);
    assert.deepEqual(code_challenge_methods_supported, ["S256"]);
  });

  it("leaves tls_client_auth out where no authority is trusted: it could not work", () => {
    const methods = about(undefined).token_endpoint_auth_methods_supported;
    assert.ok(!methods.includes("tls_client_auth") && methods.includes("self_signed_tls_client_auth"));
  });
});
