import { JwtFault } from "../../crypto/jwt-fault.ts";
import type { ClientCertificate } from "../client-certificate.ts";
import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import type { ClientAuthenticationMethod } from "./method.ts";
import { namedClient } from "./named-client.ts";

/** A method of RFC 8705: the client names itself, and the certificate of its connection, which `prove` judges, shows that it is so. */
export function byCertificate(
  name: string,
  prove: (certificate: ClientCertificate, client: Client | undefined, ctx: ProtocolContext) => Promise<boolean>,
): ClientAuthenticationMethod {
  return {
    name,
    proof: "in the connection",

    read(request) {
      const clientId = namedClient(request);
      if (clientId === undefined) return undefined;
      return {
        clientId,
        async prove(client, ctx) {
          if (ctx.clientCertificate === undefined) throw new JwtFault("no client certificate");
          return prove(ctx.clientCertificate, client, ctx);
        },
      };
    },
  };
}
