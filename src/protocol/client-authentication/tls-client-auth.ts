import { sameDistinguishedName } from "../../crypto/distinguished-name.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { byCertificate } from "./by-certificate.ts";

/** RFC 8705 §2.1: a certificate that one of the operator's authorities has issued to the subject that is registered. */
export const tlsClientAuth = byCertificate("tls_client_auth", async (certificate, client) => {
  const subject = client?.clientAuthentication.tlsSubjectDn;
  if (!certificate.trusted) throw new JwtFault("a certificate of no trusted authority");
  if (subject === undefined || !sameDistinguishedName(certificate.subject, subject)) {
    throw new JwtFault("a certificate of another subject");
  }
  return true;
});
