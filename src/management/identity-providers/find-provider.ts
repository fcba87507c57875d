import type { IdentityProvider } from "../../protocol/identity-provider.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import type { Call, ManagementContext } from "../operation.ts";
import { providerErrors } from "./errors.ts";
import { providerAnswerOf } from "./provider-mapping.ts";
import { verifyMayVouch } from "./vouching.ts";

/** Where the operations are, below the tenant's URL. */
export const PROVIDERS = "/api/server/v1/identity-providers";
/** One of them. */
export const ONE_PROVIDER = `${PROVIDERS}/{identityProviderId}`;

/** How often a change is tried again when others are made at the same time. */
const TRIES = 3;

/** The connection that the path names. Refuses an id that is none. */
export async function getProvider({ parameters }: Pick<Call, "parameters">, { store }: ManagementContext) {
  const id = parameters.identityProviderId as string;
  const provider = await store.records.find<IdentityProviderDocument>("identity provider", id);
  if (provider === undefined) throw providerErrors.notFound(id);
  return provider;
}

/** Changes the connection that the path names, and answers how it was before and after. */
export async function changeProvider(
  call: Pick<Call, "parameters">,
  ctx: ManagementContext,
  change: (before: IdentityProvider) => Promise<{ name?: string } & Partial<IdentityProviderDocument>>,
): Promise<{ before: IdentityProvider; after: IdentityProvider }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await getProvider(call, ctx);
    const { name = before.name, ...changes } = await change(before);
    const after = { ...before, name, document: { ...before.document, ...changes } };
    await verifyMayVouch(before, after, ctx);
    const outcome = await ctx.store.records.replace("identity provider", after, ctx.now);
    if (outcome === "name taken") throw providerErrors.exists(name);
    if (outcome === "replaced") return { before, after };
  }
  throw providerErrors.changedMeanwhile();
}

/** The path of the connection, as links write it. */
export function selfOf({ id }: Pick<IdentityProvider, "id">, { tenantUrl }: ManagementContext): string {
  return `${new URL(tenantUrl).pathname}${PROVIDERS}/${id}`;
}

/** For the audit log. */
export function updated(before: IdentityProvider, after: IdentityProvider) {
  const target = targetOf(after);
  return { action: "identity-provider.update", target, before: snapshotOf(before), after: snapshotOf(after) };
}

/** The same of what is changed. */
export function targetOf({ id, name }: IdentityProvider) {
  return { kind: "identity-provider", id, name };
}

/** For the audit log: all of it, its secrets sealed, which the log masks. */
export function snapshotOf(provider: IdentityProvider) {
  const { federatedAuthenticators: _, ...answer } = providerAnswerOf(provider, "");
  return { ...answer, authenticators: provider.document.authenticators };
}
