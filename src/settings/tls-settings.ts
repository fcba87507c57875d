import { SettingsError } from "./settings-error.ts";

interface TlsSettings {
  readonly port: number;
  readonly baseUrl: string;
  readonly trustedProxies: readonly string[];
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly mtlsPort: number | undefined;
  readonly mtlsBaseUrl: string | undefined;
  readonly tlsClientCa: string | undefined;
  readonly clientCertificateHeader: string | undefined;
}

/** Refuses, in a line with the remedy, settings about TLS that do not fit together. */
export function checkTlsSettings(settings: TlsSettings): void {
  const { tlsCert, tlsKey, mtlsPort, mtlsBaseUrl, clientCertificateHeader: header } = settings;
  const fault = (text: string) => {
    throw new SettingsError(text);
  };
  if (tlsCert !== undefined && tlsKey === undefined) {
    fault("TESSERA_TLS_CERT is set without TESSERA_TLS_KEY: name the file of the certificate's private key too");
  }
  if (tlsKey !== undefined && tlsCert === undefined) {
    fault("TESSERA_TLS_KEY is set without TESSERA_TLS_CERT: name the file of the key's certificate too");
  }
  if (tlsCert !== undefined && settings.baseUrl.startsWith("http:")) {
    fault(`TESSERA_BASE_URL ${settings.baseUrl} uses http, and the server speaks https: write it with https`);
  }
  if (mtlsPort !== undefined && tlsCert === undefined) {
    fault("TESSERA_MTLS_PORT needs https: set TESSERA_TLS_CERT and TESSERA_TLS_KEY");
  }
  if (mtlsPort !== undefined && mtlsPort === settings.port) {
    fault(`TESSERA_MTLS_PORT ${mtlsPort} is TESSERA_PORT too: set it to another port`);
  }
  if (header !== undefined && settings.trustedProxies.length === 0) {
    fault("TESSERA_CLIENT_CERTIFICATE_HEADER is read from trusted proxies alone: name them in TESSERA_TRUSTED_PROXIES");
  }
  const takesCertificates = mtlsPort !== undefined || header !== undefined;
  if (settings.tlsClientCa !== undefined && !takesCertificates) {
    fault("TESSERA_TLS_CLIENT_CA is set, but no client certificate is asked for: set TESSERA_MTLS_PORT");
  }
  if (mtlsBaseUrl !== undefined && !takesCertificates) {
    fault("TESSERA_MTLS_BASE_URL is set, but no client certificate is asked for: set TESSERA_MTLS_PORT");
  }
  if (mtlsBaseUrl?.startsWith("http:")) {
    fault(`TESSERA_MTLS_BASE_URL ${mtlsBaseUrl} uses http, which has no client certificates: write it with https`);
  }
}
