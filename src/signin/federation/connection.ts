import {
  type ConnectionSettings,
  connectionSettings,
  enabledAuthenticator,
  findIdentityProvider,
  type IdentityProvider,
} from "../../protocol/identity-provider.ts";
import type { SignInOption } from "../../protocol/model/application.ts";
import type { FlowContext } from "../flow/flow-context.ts";

/** A way to sign in with a server of others, ready to be used. */
export interface Connection {
  readonly provider: IdentityProvider;
  readonly option: SignInOption;
  readonly settings: ConnectionSettings;
}

type World = Pick<FlowContext, "people" | "tenant" | "home" | "sealing">;

/**
 * The connection of the option, as those have it who sign in: the tenant's own people the tenant's, those of an organization that
 * organization's and no other. Undefined when there is none, when it is switched off, or when it leads nowhere.
 */
export async function findConnection(option: SignInOption, ctx: World): Promise<Connection | undefined> {
  const provider = await findIdentityProvider(ctx.people, option.idp);
  const authenticator = provider && enabledAuthenticator(provider, option.authenticator);
  if (provider === undefined || authenticator === undefined) return undefined;
  const settings = connectionSettings(provider, authenticator, ctx.home ?? ctx.tenant.id, ctx.sealing);
  return isWebUrl(settings.authorizationEndpoint) ? { provider, option, settings } : undefined;
}

/** Whether a browser can be sent there. */
export function isWebUrl(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

/** Why somebody could not be signed in by a provider; the reason is for the log alone. */
export class FederationFault extends Error {
  override readonly name = "FederationFault";
}
