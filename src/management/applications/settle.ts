import { contradictions } from "../../configuration/contradictions.ts";
import { faultsOf } from "../../configuration/faults.ts";
import type { WrittenApplication } from "../../configuration/from-client.ts";
import { fromClient } from "../../configuration/from-client.ts";
import { applicationSchema } from "../../configuration/schema/application.ts";
import { toClient } from "../../configuration/to-client.ts";
import type { Client } from "../../protocol/model/client.ts";
import { invalidRequest } from "./errors.ts";

/** Stands where a file would have the secret, which is nobody's to read. */
const SECRET = "stands-for-the-secret";
/** Stands for the grant types of a client that has none, which a file cannot describe. */
const NOTHING = "refresh_token";

/**
 * The client with what is written in place of what was: held against the schema and the rules of configuration files, so that what one
 * door refuses the other does not let in. Refuses what they refuse.
 */
export function settle(base: Client, written: Partial<WrittenApplication>): Client {
  const application = { ...fromClient(base), requestedClaims: undefined, ...written };
  const hasGrants = application.grantTypes !== undefined && application.grantTypes.length > 0;
  const method = application.tokenEndpointAuthMethod;
  const hasSecret = !application.publicClient && (method === undefined || method.startsWith("client_secret_"));
  const file = {
    ...application,
    ...(hasSecret && { clientSecret: SECRET }),
    ...(!hasGrants && { grantTypes: [NOTHING] }),
  };
  const { data, error } = applicationSchema.safeParse(file);
  const [fault] = [...faultsOf(error?.issues ?? [], file), ...contradictions(file, [])];
  if (data === undefined || fault !== undefined) {
    throw invalidRequest(`${fault?.path.join(".")} ${fault?.message}`);
  }
  const { grantTypes, ...settled } = toClient(data);
  // A file knows other names of claims and organizations, and no policies.
  const { secrets, requestedClaims, sharing, authorizedApis } = base;
  return {
    ...base,
    ...settled,
    grantTypes: hasGrants ? grantTypes : [],
    secrets,
    requestedClaims,
    sharing,
    authorizedApis,
  };
}
