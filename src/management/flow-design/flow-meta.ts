import { COMPLETION_NAMES } from "../../accounts/flow/completion.ts";
import { CONNECTION_EXECUTORS } from "../../accounts/flow/connection-executor.ts";
import { EXECUTORS } from "../../accounts/flow/executors.ts";
import { actionsOf, connectionOf, type FlowStep, type FlowType } from "../../accounts/flow/flow-design.ts";
import { readSwitches, recoversPasswords } from "../../accounts/switches.ts";
import { enabledAuthenticator } from "../../protocol/identity-provider.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import { STANDARD_LOCAL_CLAIMS } from "../claims/standard-claims.ts";
import { isInput } from "../flow-execution/flow-inputs.ts";
import type { ManagementContext } from "../operation.ts";

/** What people can say of themselves. */
const ATTRIBUTES = STANDARD_LOCAL_CLAIMS.filter(({ claimURI }) => isInput(claimURI)).map(
  ({ displayName, claimURI }) => ({ name: displayName, claimURI, required: false, readOnly: false, validators: [] }),
);

/** What a flow of the type can be made of. */
export async function metaOf(flowType: FlowType, ctx: ManagementContext): Promise<object> {
  const switches = await readSwitches(ctx);
  const supportedExecutors = Object.keys(EXECUTORS).filter((name) => EXECUTORS[name]?.flows.includes(flowType));
  return {
    flowType,
    supportedExecutors,
    connectorConfigs: {
      selfRegistrationEnabled: switches.isOn("registers"),
      passwordRecoveryEnabled: recoversPasswords(switches),
    },
    attributeProfile: flowType === "REGISTRATION" ? "Self-Registration" : "End-User-Profile",
    supportedFlowCompletionConfigs: [...COMPLETION_NAMES[flowType]],
    attributeMetadata: ATTRIBUTES,
    executorConnections: [...(flowType === "REGISTRATION" ? await connectionsIn(ctx) : [])].map(
      ([executorName, connections]) => ({ executorName, connections: [...connections] }),
    ),
    workflowEnabled: false,
  };
}

/** A connection that there is not, or that is another kind than the executor's. */
export async function connectionFault(steps: readonly FlowStep[], ctx: ManagementContext): Promise<string | undefined> {
  const executors = steps.flatMap((step) => [...actionsOf(step).values()].flatMap(({ executor }) => executor ?? []));
  const served = await connectionsIn(ctx);
  for (const executor of executors) {
    const idp = connectionOf(executor);
    const names = served.get(executor.name);
    if (idp !== undefined && names !== undefined && !names.includes(idp)) {
      return `There is no connection "${idp}" for ${executor.name}.`;
    }
  }
  return undefined;
}

/** The names of the connections that each executor can lead to. */
async function connectionsIn({ store }: ManagementContext): Promise<ReadonlyMap<string, readonly string[]>> {
  const providers = await store.records.list<IdentityProviderDocument>("identity provider");
  return new Map(
    Object.entries(CONNECTION_EXECUTORS).map(([executor, authenticator]) => [
      executor,
      providers.flatMap((provider) => (enabledAuthenticator(provider)?.name === authenticator ? [provider.name] : [])),
    ]),
  );
}
