import { PUBLIC_KEY_ALGORITHMS, SECRET_ALGORITHMS } from "../crypto/client-algorithms.ts";
import type { Check } from "./check.ts";
import { KEY_PLACES, keyChecks } from "./key-checks.ts";
import { at, textAt } from "./unchecked.ts";

const BY_SECRET: readonly unknown[] = [undefined, "client_secret_basic", "client_secret_post", "client_secret_jwt"];
const BY_KEY: readonly unknown[] = ["private_key_jwt", "self_signed_tls_client_auth"];
/** What the assertions of a method are signed with. */
const ALGORITHMS: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  ["client_secret_jwt", SECRET_ALGORITHMS],
  ["private_key_jwt", Object.keys(PUBLIC_KEY_ALGORITHMS)],
]);

/** Whether an application can prove who it is, by the one method that it names or by its secret. Takes it unchecked. */
export function authenticationChecks(application: unknown): Check[] {
  const has = (key: string) => at(application, key) !== undefined;
  const hasSecret = has("clientSecret") || has("clientSecretHash");
  const hasPrevious = has("previousClientSecret") || has("previousClientSecretHash");
  // Without a protocol, or revoked, it does nothing that it would have to prove itself for.
  const isIdle = at(application, "inboundProtocol") === "none" || has("revoked");
  const publicClient = at(application, "publicClient") === true;
  const method = at(application, "tokenEndpointAuthMethod");
  const algorithm = textAt(application, "tokenEndpointAuthSigningAlg");
  const fitting = ALGORITHMS.get(method);

  return [
    [
      publicClient && hasSecret,
      ["clientSecret"],
      "is given to a public client, which cannot keep it: take one of the two out",
    ],
    [
      !publicClient && BY_SECRET.includes(method) && !hasSecret && !isIdle,
      ["clientSecret"],
      "is missing: give one, or set publicClient: true for an application that cannot keep a secret",
    ],
    [hasPrevious && !hasSecret, ["previousClientSecret"], "stands without a clientSecret that has replaced it"],
    [
      has("clientSecretExpiresAt") && !hasSecret,
      ["clientSecretExpiresAt"],
      "stands without the clientSecret that it is about",
    ],
    [
      has("previousClientSecretExpiresAt") && !hasPrevious,
      ["previousClientSecretExpiresAt"],
      "stands without the previousClientSecret that it is about",
    ],
    ...(["clientSecret", "previousClientSecret"] as const).map(
      (key): Check => [
        has(key) && has(`${key}Hash`),
        [`${key}Hash`],
        `stands beside a ${key}: take one of the two out`,
      ],
    ),
    [
      method === "client_secret_jwt" && (has("clientSecretHash") || has("previousClientSecretHash")),
      ["tokenEndpointAuthMethod"],
      "needs the secret itself, of which a hash does not tell",
    ],
    [
      method !== undefined && (method === "none") !== publicClient,
      ["tokenEndpointAuthMethod"],
      `does not fit publicClient: ${publicClient}`,
    ],
    [
      BY_KEY.includes(method) && !KEY_PLACES.some(has),
      ["tokenEndpointAuthMethod"],
      "needs the application's public key: give jwksUri, jwks or certificate",
    ],
    [
      method === "tls_client_auth" && !has("tlsClientAuthSubjectDn"),
      ["tokenEndpointAuthMethod"],
      "needs tlsClientAuthSubjectDn, the subject of the application's certificate (RFC 8705 §2.1.2)",
    ],
    [
      fitting !== undefined && algorithm !== undefined && !fitting.includes(algorithm),
      ["tokenEndpointAuthSigningAlg"],
      `does not fit ${method}, which signs with one of ${fitting?.join(", ")}`,
    ],
    ...keyChecks(application, "application"),
  ];
}
