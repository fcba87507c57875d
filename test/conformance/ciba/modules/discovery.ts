import assert from "node:assert/strict";
import { CIBA } from "../../../ciba.ts";
import { assertMetadataTypes } from "../../metadata-types.ts";
import type { CibaModule } from "../module.ts";

/** FAPI 1.0 Advanced §8.6, which FAPI-CIBA §7.10 names. */
const STRONG = ["PS256", "ES256"];

/** What a FAPI-CIBA client has to find in the metadata. */
export const discoveryModules: readonly CibaModule[] = [
  {
    title:
      "fapi-ciba-id1-discovery-end-point-verification: says all that a FAPI-CIBA client has to know (CIBA Core §4)",
    async run({ server, variant }) {
      const { metadata } = server.at;
      assertMetadataTypes(metadata);
      const includes = (member: string, ...values: readonly string[]) => {
        const listed = metadata[member];
        assert.ok(Array.isArray(listed) && values.some((value) => listed.includes(value)), `${member}: ${listed}`);
      };
      assert.ok(metadata.backchannel_authentication_endpoint);
      includes("backchannel_token_delivery_modes_supported", variant.mode);
      includes("backchannel_authentication_request_signing_alg_values_supported", ...STRONG);
      assert.equal(metadata.backchannel_user_code_parameter_supported, false);
      includes("grant_types_supported", CIBA);
      assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
      includes("id_token_signing_alg_values_supported", ...STRONG);
      includes("token_endpoint_auth_signing_alg_values_supported", ...STRONG);
      includes("userinfo_signing_alg_values_supported", ...STRONG);
      const methods = variant.clientAuthentication === "mtls" ? ["tls_client_auth", "self_signed_tls_client_auth"] : [];
      includes("token_endpoint_auth_methods_supported", ...(methods.length > 0 ? methods : ["private_key_jwt"]));
      for (const name of ["token_endpoint", "userinfo_endpoint", "backchannel_authentication_endpoint"]) {
        assert.ok(metadata.mtls_endpoint_aliases?.[name], name);
      }
    },
  },
];
