import type { ClientRequest } from "./method.ts";

const CREDENTIALS = ["client_secret", "client_assertion", "client_assertion_type"];

/** The id of a client that the request names without showing anything in proof. */
export function namedClient({ parameters, authorization }: ClientRequest): string | undefined {
  // A Bearer token is the caller's, not the client's.
  const showsProof = /^basic\b/i.test(authorization ?? "") || CREDENTIALS.some((name) => parameters.has(name));
  return showsProof ? undefined : parameters.get("client_id");
}
