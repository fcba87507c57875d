import type { z } from "zod";
import { findFederatedAuthenticator } from "../../protocol/federated-authenticators.ts";
import { idOfName } from "./authenticator-mapping.ts";
import type { providerForm } from "./forms.ts";

/** What a new connection starts with. */
export interface ProviderTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly idp: z.input<typeof providerForm>;
}

/** By Asgardeo's ids; what is left empty is to be filled in. */
export const PROVIDER_TEMPLATES: readonly ProviderTemplate[] = [
  template("google-idp", "Google", "Sign in with accounts of Google.", "GoogleOIDCAuthenticator"),
  template("github-idp", "GitHub", "Sign in with accounts of GitHub.", "GithubAuthenticator"),
  template("microsoft-idp", "Microsoft", "Sign in with accounts of Microsoft.", "MicrosoftWindowsLiveAuthenticator"),
  template("apple-idp", "Apple", "Sign in with accounts of Apple.", "AppleOIDCAuthenticator"),
  template(
    "enterprise-oidc-idp",
    "Standard-Based IdP",
    "Sign in with a server that speaks OpenID Connect.",
    "OpenIDConnectAuthenticator",
  ),
];

function template(id: string, name: string, description: string, authenticator: string): ProviderTemplate {
  const authenticatorId = idOfName(authenticator);
  const properties = (findFederatedAuthenticator(authenticator)?.properties ?? []).map(
    ({ key, defaultValue = "" }) => ({
      key,
      value: defaultValue,
    }),
  );
  const authenticators = [{ authenticatorId, isEnabled: true, isDefault: true, properties }];
  const idp = {
    name,
    description,
    templateId: id,
    alias: "",
    federatedAuthenticators: { defaultAuthenticatorId: authenticatorId, authenticators },
    provisioning: { jit: { isEnabled: true, scheme: "PROVISION_SILENTLY" as const, userstore: "PRIMARY" } },
  };
  return { id, name, description, idp };
}
