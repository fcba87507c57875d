import { clientAuthenticationMethods } from "./client-authentication/index.ts";
import { tlsClientAuth } from "./client-authentication/tls-client-auth.ts";

/** The endpoints that a client can show its certificate to: those it authenticates at, and those that take a bound token. */
const ENDPOINTS = [
  "token_endpoint",
  "revocation_endpoint",
  "introspection_endpoint",
  "userinfo_endpoint",
  "pushed_authorization_request_endpoint",
  "device_authorization_endpoint",
  "backchannel_authentication_endpoint",
];

/** Where the metadata lists how a client proves who it is. */
const METHODS = /_endpoint_auth_methods_supported$/;

export interface MutualTls {
  readonly baseUrl: string;
  readonly mtlsBaseUrl: string | undefined;
  /** The authorities of the operator's; without them no certificate is trusted. */
  readonly tlsClientCa: string | undefined;
}

/**
 * RFC 8705 §2, §3.3, §5: the metadata with what a client needs to know to use its certificate. Without an `mtlsBaseUrl` the endpoints take
 * certificates where they are, and have no aliases.
 */
export function withMutualTls<Metadata extends object>(
  metadata: Metadata,
  { baseUrl, mtlsBaseUrl, tlsClientCa }: MutualTls,
) {
  const byCertificate = clientAuthenticationMethods
    .filter(({ proof }) => proof === "in the connection")
    .map(({ name }) => name)
    .filter((name) => name !== tlsClientAuth.name || tlsClientCa !== undefined);
  const methods = Object.entries(metadata)
    .filter(([member]) => METHODS.test(member))
    .map(([member, names]) => [member, [...names, ...byCertificate]]);
  const aliases = Object.entries(metadata)
    .filter(([member]) => ENDPOINTS.includes(member))
    .map(([member, url]) => [member, `${mtlsBaseUrl}${String(url).slice(baseUrl.length)}`]);
  return {
    ...metadata,
    ...Object.fromEntries(methods),
    tls_client_certificate_bound_access_tokens: true,
    ...(mtlsBaseUrl !== undefined && { mtls_endpoint_aliases: Object.fromEntries(aliases) as Record<string, string> }),
  };
}
