import type { ProtocolContext } from "../context.ts";
import type { Client } from "../model/client.ts";
import type { Parameters } from "../parameters.ts";

/** What a request shows of its client, before anything is believed. */
export interface ClientRequest {
  readonly parameters: Parameters;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
}

/** Who a request says that its client is. */
export interface ClientClaim {
  readonly clientId: string;
  /**
   * Whether it is that client; undefined when there is none of that id, which a wrong secret is to look like. A JwtFault says for the
   * log why it is not.
   */
  prove(client: Client | undefined, ctx: ProtocolContext): Promise<boolean>;
}

/** One way to authenticate a client (RFC 6749 §2.3, OIDC Core §9, RFC 8705 §2). */
export interface ClientAuthenticationMethod {
  /** As discovery lists it. */
  readonly name: string;
  /**
   * Where the proof is. One in the request tells that its method is used. Where the request only names the client, the proof being in
   * its connection or nowhere, the client's registration tells.
   */
  readonly proof: "in the request" | "in the connection" | "none";
  /** The claim, when the request uses this method or may be using it; refuses a malformed one. */
  read(request: ClientRequest): ClientClaim | undefined;
}
