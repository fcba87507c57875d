import { randomBytes } from "node:crypto";
import { SECRET_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { openSecret } from "../client-secret.ts";
import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import { readAssertion, verifyAssertion } from "./client-assertion.ts";
import type { ClientAuthenticationMethod } from "./method.ts";
import { isValid } from "./secret.ts";

const NOBODYS_SECRET = randomBytes(32);

/** OIDC Core §9: an assertion with an HMAC that the client made with its secret. */
export const clientSecretJwt: ClientAuthenticationMethod = {
  name: "client_secret_jwt",
  proof: "in the request",

  read(request) {
    const assertion = readAssertion(request);
    if (!assertion?.bySecret) return undefined;
    return {
      clientId: assertion.clientId,
      async prove(client, ctx) {
        let fault: unknown;
        for (const secret of secretsOf(client, ctx)) {
          try {
            return await verifyAssertion(assertion, client, { keys: { secret }, algorithms: SECRET_ALGORITHMS }, ctx);
          } catch (error) {
            if (!(error instanceof JwtFault)) throw error;
            fault = error;
          }
        }
        throw fault;
      },
    };
  },
};

/** Where there is none it takes as long to refuse as where there is another. */
function secretsOf(client: Client | undefined, { sealing, tenant, now }: ProtocolContext): readonly Buffer[] {
  const valid = client?.secrets.filter((secret) => isValid(secret, now)) ?? [];
  const secrets = valid.flatMap(({ sealed }) =>
    sealed === undefined || client === undefined ? [] : [openSecret(sealed, tenant.id, client.clientId, sealing)],
  );
  return secrets.length > 0 ? secrets : [NOBODYS_SECRET];
}
