import { equalInConstantTime, sha256 } from "../crypto/hashes.ts";
import { OAuthError } from "./errors.ts";
import type { AuthorizationCode } from "./model/authorization.ts";
import type { Client } from "./model/client.ts";
import type { Parameters } from "./parameters.ts";

const CODE_VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/; // RFC 7636 §4.1
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/; // RFC 7636 §4.2: base64url of 32 bytes

export type CodeChallenge = Pick<AuthorizationCode, "codeChallenge" | "codeChallengeMethod">;

/** The challenge of an authorization request. Refuses a missing one where the client must send it (RFC 7636 §4.4.1). */
export function parseCodeChallenge(parameters: Parameters, client: Client): CodeChallenge {
  const codeChallenge = parameters.get("code_challenge");
  const method = parameters.get("code_challenge_method");

  if (codeChallenge === undefined) {
    if (method !== undefined) throw malformedChallenge();
    // RFC 9700 §2.1.1: a public client has nothing else that ties the code to it.
    if (client.pkce.mandatory || client.publicClient) {
      throw new OAuthError(
        "invalid_request",
        "PKCE is mandatory for this application. PKCE Challenge is not provided or is not upto RFC 7636 specification.",
      );
    }
    return { codeChallenge: undefined, codeChallengeMethod: undefined };
  }

  // RFC 7636 §4.3: no method means plain, which shows the verifier to whoever sees the front channel.
  if (method === "plain" || method === undefined) {
    if (!client.pkce.plainAllowed) {
      throw new OAuthError("invalid_request", "This application does not support plain transformation algorithm.");
    }
    if (!CODE_VERIFIER.test(codeChallenge)) throw malformedChallenge();
    return { codeChallenge, codeChallengeMethod: "plain" };
  }
  if (method !== "S256") throw new OAuthError("invalid_request", "Unsupported PKCE Challenge Method");
  if (!S256_CHALLENGE.test(codeChallenge)) throw malformedChallenge();
  return { codeChallenge, codeChallengeMethod: "S256" };
}

/** Refuses the exchange unless the verifier answers the challenge that was stored with the code (RFC 7636 §4.6). */
export function verifyCodeVerifier(verifier: string | undefined, code: CodeChallenge): void {
  if (code.codeChallenge === undefined && verifier === undefined) return;

  // RFC 9700 §2.1.1: a verifier nobody asked for is the mark of a downgrade: the challenge was stripped on its way here.
  if (code.codeChallenge === undefined) throw failed("a verifier came for a code without a challenge");
  if (verifier === undefined) throw failed("no verifier came for a code with a challenge");
  if (!CODE_VERIFIER.test(verifier)) throw failed("the verifier is malformed");

  const answer = code.codeChallengeMethod === "plain" ? verifier : sha256(verifier).toString("base64url");
  if (!equalInConstantTime(Buffer.from(answer), Buffer.from(code.codeChallenge))) {
    throw failed("the verifier does not answer the challenge");
  }
}

function malformedChallenge(): OAuthError {
  return new OAuthError("invalid_request", "Code challenge used is not up to RFC 7636 specifications.");
}

function failed(reason: string): OAuthError {
  return new OAuthError("invalid_grant", "PKCE validation failed", { reason });
}
