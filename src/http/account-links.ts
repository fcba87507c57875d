import { nameChannels } from "../accounts/name-recovery.ts";
import { readSwitches, recoversPasswords } from "../accounts/switches.ts";
import type { AccountLinks } from "../pages/account-links.ts";
import type { Client } from "../protocol/model/client.ts";
import type { FlowContext } from "../signin/flow/flow-context.ts";
import { PATHS } from "./paths.ts";
import { peoplePath } from "./within.ts";

/**
 * The links of the sign-in page to registration and recovery, where those whose people sign in have switched them on. A registration may lead
 * back to the sign-in, which is the pending request of the id.
 */
export async function accountLinksOf(
  requestId: string,
  { client, home, people, tenant }: Pick<FlowContext, "client" | "home" | "people" | "tenant">,
): Promise<AccountLinks> {
  const switches = await readSwitches({ store: people });
  const base = peoplePath(tenant, home);
  const registers = switches.isOn("registers") || switches.isOn("registersWithoutPassword");
  return {
    ...(recoversPasswords(switches) && { password: `${base}${PATHS.recoveryPage}` }),
    ...(nameChannels(switches).length > 0 && { userName: `${base}${PATHS.recoveryPage}?isUsernameRecovery=true` }),
    ...(registers && { register: `${base}${PATHS.registerPage}?${registrationQuery(requestId, client)}` }),
  };
}

/** Contract §20.5. */
function registrationQuery(requestId: string, { clientId, application }: Client): URLSearchParams {
  const spId = application !== undefined && { spId: application.id };
  return new URLSearchParams({ client_id: clientId, ...spId, sessionDataKey: requestId });
}
