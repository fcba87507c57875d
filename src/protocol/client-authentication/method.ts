import type { Parameters } from "../parameters.ts";

/** What a request shows of its client, before anything is believed. */
export interface ClientRequest {
  readonly parameters: Parameters;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
}

/** A client's claim to be who it is. */
export interface ClientCredentials {
  readonly clientId: string;
  /** Undefined: the method proves nothing (`none`). */
  readonly secret: string | undefined;
}

/** One way to authenticate a client (RFC 6749 §2.3, OIDC Core §9). */
export interface ClientAuthenticationMethod {
  /** As discovery lists it. */
  readonly name: string;
  /** The credentials, when the request uses this method; refuses malformed ones. */
  read(request: ClientRequest): ClientCredentials | undefined;
}
