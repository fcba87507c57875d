import { sameDistinguishedName } from "../../crypto/distinguished-name.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import type { ClientAuthenticationMethod } from "./method.ts";
import { namedClient } from "./named-client.ts";

/** RFC 8705 §2.1: a certificate that one of the operator's authorities has issued to the subject that is registered. */
export const tlsClientAuth: ClientAuthenticationMethod = {
  name: "tls_client_auth",
  proof: "in the connection",

  read(request) {
    const clientId = namedClient(request);
    if (clientId === undefined) return undefined;
    return {
      clientId,
      async prove(client, { clientCertificate: certificate }) {
        const subject = client?.clientAuthentication.tlsSubjectDn;
        if (certificate === undefined) throw new JwtFault("no client certificate");
        if (!certificate.trusted) throw new JwtFault("a certificate of no trusted authority");
        if (subject === undefined || !sameDistinguishedName(certificate.subject, subject)) {
          throw new JwtFault("a certificate of another subject");
        }
        return true;
      },
    };
  },
};
