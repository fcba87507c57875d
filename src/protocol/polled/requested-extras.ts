import { parseAuthorizationDetails } from "../authorization-details.ts";
import type { ProtocolContext } from "../context.ts";
import type { AuthorizationExtras } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { ReadParameters } from "../parameters.ts";
import { findResources } from "../resource.ts";

/** The APIs (RFC 8707) and the details (RFC 9396) that a request names; undefined when there are none. */
export function requestedExtras(
  { parameters, lists }: Pick<ReadParameters, "parameters" | "lists">,
  client: Client,
  { tenant }: ProtocolContext,
): AuthorizationExtras | undefined {
  const resources = findResources(lists.get("resource"), client, tenant);
  const authorizationDetails = parseAuthorizationDetails(parameters.get("authorization_details"), client, tenant);
  const extras = {
    ...(resources && { resources }),
    ...(authorizationDetails && { authorizationDetails }),
  };
  return Object.keys(extras).length > 0 ? extras : undefined;
}
