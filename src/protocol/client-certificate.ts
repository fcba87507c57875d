/** The certificate that a client showed in its TLS connection, to us or to a proxy of ours (RFC 8705). */
export interface ClientCertificate {
  readonly der: Buffer;
  /** `x5t#S256`: the SHA-256 of the DER, in base64url (RFC 8705 §3.1). */
  readonly thumbprint: string;
  /** As RFC 4514 writes it, to be compared by `sameDistinguishedName`. */
  readonly subject: string;
  readonly subjectAltNames: {
    readonly dns: readonly string[];
    readonly uri: readonly string[];
    /** IPv6 in the form of RFC 5952. */
    readonly ip: readonly string[];
    readonly email: readonly string[];
  };
  /** Issued by one of the operator's client authorities: what `tls_client_auth` needs, and `self_signed_tls_client_auth` does not. */
  readonly trusted: boolean;
  /** The public members of its key; undefined for a key that JWKs have no form for. */
  readonly publicKeyJwk: Readonly<Record<string, unknown>> | undefined;
}
