import { createHash, randomBytes } from "node:crypto";
import { CALLBACK } from "./clients.ts";
import type { Target } from "./target.ts";

/** A verifier and its challenge (RFC 7636 §4.2, S256). */
export function newPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** The path and query of an authorization request. */
export function authorizePath(
  { paths }: Pick<Target, "paths">,
  { clientId, scope, state, challenge }: { clientId: string; scope: string; state: string; challenge: string },
): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope,
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  return `${paths.authorize}?${query}`;
}
