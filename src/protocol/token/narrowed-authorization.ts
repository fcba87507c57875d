import { narrowedDetails } from "../authorization-details.ts";
import type { Authorization } from "../model/authorization.ts";
import type { Tenant } from "../model/tenant.ts";
import { narrowedResources } from "../resource.ts";
import type { GrantRequest } from "./grant.ts";

/**
 * The authorization as one access token is to see it: with those of its APIs and of its details that the token request names (RFC 8707
 * §2.2, RFC 9396 §6). Refuses what the user did not allow.
 */
export function narrowedAuthorization(
  authorization: Authorization,
  { client, parameters, lists }: GrantRequest,
  tenant: Tenant,
): Authorization {
  const resources = lists.get("resource");
  const details = parameters.get("authorization_details");
  if (resources === undefined && details === undefined) return authorization;
  const { extras } = authorization;
  return {
    ...authorization,
    extras: {
      ...extras,
      resources: narrowedResources(resources, extras?.resources, client, tenant),
      authorizationDetails: narrowedDetails(details, extras?.authorizationDetails),
    },
  };
}
