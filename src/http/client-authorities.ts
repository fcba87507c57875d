import { X509Certificate } from "node:crypto";

/** The operator's authorities for client certificates, which can be renewed while the server runs. */
export interface ClientAuthorities {
  /** Whether one of them issued the certificate, it is for clients, and both are valid now. */
  issued(certificate: X509Certificate, nowMilliseconds: number): boolean;
  /** From now on these; PEM, none or more. */
  use(pem: string | undefined): void;
}

const FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
const FOR_ANYTHING = "2.5.29.37.0";
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** For certificates that a proxy passes on: those of our own connections are checked by TLS, by the same authorities. */
export function createClientAuthorities(pem?: string): ClientAuthorities {
  let authorities: readonly X509Certificate[] = [];
  const use = (text: string | undefined) => {
    authorities = (text?.match(PEM) ?? []).map((one) => new X509Certificate(one));
  };
  use(pem);
  return {
    issued: (certificate, now) =>
      isValid(certificate, now) &&
      isForClients(certificate) &&
      authorities.some((authority) => isIssuedBy(certificate, authority, now)),
    use,
  };
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate, now: number): boolean {
  return (
    authority.ca &&
    isValid(authority, now) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  );
}

function isValid({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}

/** RFC 5280 §4.2.1.12: a certificate that names no purpose is for all of them. */
function isForClients({ keyUsage }: X509Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes(FOR_CLIENTS) || keyUsage.includes(FOR_ANYTHING);
}
