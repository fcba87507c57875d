import { CIBA } from "../../ciba.ts";
import { authentication, type FapiServer, startFapiServer } from "../fapi/fapi-server.ts";
import { CLIENT_AUTHENTICATIONS } from "../fapi/variant.ts";
import { type PingReceiver, startPingReceiver } from "./ping-receiver.ts";
import { cibaClientIdOf, MODES } from "./variant.ts";

/** The real server as the suite's FAPI-CIBA plan meets it, and the place where its clients are told. */
export interface CibaServer {
  readonly at: FapiServer;
  readonly pings: PingReceiver;
  stop(): Promise<void>;
}

export async function startCibaServer(): Promise<CibaServer> {
  const pings = await startPingReceiver();
  const settings = { outboundAllowedHosts: ["localhost"] };
  const at = await startFapiServer((keys) => applications(keys, pings), settings);
  return {
    at,
    pings,
    async stop() {
      await at.stop();
      await pings.close();
    },
  };
}

function applications(keys: FapiServer["keys"], pings: PingReceiver): object[] {
  return CLIENT_AUTHENTICATIONS.flatMap((clientAuthentication) =>
    MODES.flatMap((mode) =>
      (["first", "second"] as const).map((which) => ({
        clientId: cibaClientIdOf({ clientAuthentication, mode }, which),
        name: `The ${which} client`,
        grantTypes: [CIBA, "refresh_token"],
        ...authentication(clientAuthentication, which),
        ...(clientAuthentication === "private_key_jwt" && { tokenEndpointAuthSigningAlg: "PS256" }),
        jwks: keys[which].jwks,
        // FAPI-CIBA §5.2.2: signed requests, and tokens that are bound to a certificate.
        requestObject: { required: true, requestObjectSigningAlg: "PS256" },
        accessToken: { bindingType: "certificate" },
        idToken: { idTokenSignedResponseAlg: "PS256", minimal: true },
        cibaAuthenticationRequest: {
          deliveryMode: mode,
          ...(mode === "ping" && { clientNotificationEndpoint: pings.url }),
        },
      })),
    ),
  );
}
