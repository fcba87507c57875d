import type { z } from "zod";
import { MASK } from "../../crypto/masked.ts";
import {
  type FederatedAuthenticatorKind,
  findFederatedAuthenticator,
  isSecretProperty,
} from "../../protocol/federated-authenticators.ts";
import { sealProviderSecret } from "../../protocol/identity-provider.ts";
import type { FederatedAuthenticator } from "../../protocol/model/identity-provider.ts";
import type { ManagementContext } from "../operation.ts";
import { webAddress } from "./certificates.ts";
import { providerErrors } from "./errors.ts";
import type { authenticatorForm, authenticatorsForm, authenticatorUpdateForm } from "./forms.ts";

/** The property that says where secrets are sent. */
const TOKEN_URL = "OAuth2TokenEPUrl";

type Sent = z.output<typeof authenticatorUpdateForm>;
/** The part of a provider's document that is about its authenticators. */
export interface Authenticators {
  readonly authenticators: readonly FederatedAuthenticator[];
  readonly defaultAuthenticator?: string | undefined;
}

/** What a request makes of the authenticators of the connection; a secret that is not sent again stays as it was. */
export function authenticatorsFrom(
  sent: z.output<typeof authenticatorsForm>,
  connection: string,
  before: readonly FederatedAuthenticator[],
  ctx: ManagementContext,
): Authenticators {
  const authenticators = (sent.authenticators ?? []).map((one) => {
    const kind = kindOf(one);
    return authenticatorFrom(one, kind, { connection, before: before.find(({ name }) => name === kind.name) }, ctx);
  });
  const names = authenticators.map(({ name }) => name);
  if (new Set(names).size < names.length) throw providerErrors.invalid("An authenticator stands twice.");
  const defaultAuthenticator = nameOfId(sent.defaultAuthenticatorId);
  if (!names.includes(defaultAuthenticator)) throw providerErrors.invalidDefault();
  return { authenticators, defaultAuthenticator };
}

/** One authenticator as a request describes it. Refuses properties that are missing or no values for what they are. */
export function authenticatorFrom(
  { isEnabled, properties }: Sent,
  kind: FederatedAuthenticatorKind,
  { connection, before }: { readonly connection: string; readonly before: FederatedAuthenticator | undefined },
  ctx: ManagementContext,
): FederatedAuthenticator {
  const { name } = kind;
  if (properties === undefined && before !== undefined) return { ...before, enabled: isEnabled };
  const sent = (properties ?? []).filter(({ value }) => value !== undefined && value !== "") as SentProperty[];
  const secrets = sent.filter(({ key, value }) => isSecretProperty(name, key) && value !== MASK);
  const place = { tenantId: ctx.tenant.id, connection, name };
  const sealed = secrets.map(({ key, value }) => [key, sealProviderSecret(value, { ...place, key }, ctx.sealing)]);
  const open = sent.filter(({ key }) => !isSecretProperty(name, key));
  const authenticator = {
    name,
    enabled: isEnabled,
    properties: Object.fromEntries(open.map(({ key, value }) => [key, value])),
    sealed: { ...keptSecrets(before, open), ...Object.fromEntries(sealed) },
  };
  verify(authenticator, kind);
  return authenticator;
}

/** Those of the server that they were given for: whoever names another one would be sent them. */
function keptSecrets(before: FederatedAuthenticator | undefined, open: readonly SentProperty[]) {
  const sent = open.find(({ key }) => key === TOKEN_URL)?.value;
  return originOf(before?.properties[TOKEN_URL]) === originOf(sent) ? before?.sealed : {};
}

function originOf(url = ""): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

interface SentProperty {
  readonly key: string;
  readonly value: string;
}

/** Refuses an authenticator that the server does not know. */
export function kindOf({ authenticatorId }: Pick<z.output<typeof authenticatorForm>, "authenticatorId">) {
  const kind = findFederatedAuthenticator(nameOfId(authenticatorId));
  if (kind === undefined) throw providerErrors.invalid(`The authenticator ${authenticatorId} is not supported.`);
  return kind;
}

/** Ids of authenticators are their names in base64url; with padding or without. */
export function nameOfId(id: string): string {
  return Buffer.from(id, "base64url").toString();
}

/** The name in base64url. */
export function idOfName(name: string): string {
  return Buffer.from(name).toString("base64url");
}

/** All of it but its secrets, of which is told that they are there. */
export function authenticatorAnswer(authenticator: FederatedAuthenticator, isDefault: boolean) {
  const { name, enabled, properties, sealed } = authenticator;
  const masks = Object.keys(sealed).map((key) => [key, MASK]);
  const shown = Object.entries({ ...properties, ...Object.fromEntries(masks) });
  return {
    authenticatorId: idOfName(name),
    name,
    isEnabled: enabled,
    isDefault,
    definedBy: "SYSTEM" as const,
    tags: [...(findFederatedAuthenticator(name)?.tags ?? [])],
    properties: shown.map(([key, value]) => ({ key, value: value as string })),
  };
}

/** FederatedAuthenticatorListItem; `provider` is the path of the connection. */
export function authenticatorItem({ name, enabled }: FederatedAuthenticator, provider: string) {
  const authenticatorId = idOfName(name);
  return {
    authenticatorId,
    name,
    isEnabled: enabled,
    definedBy: "SYSTEM" as const,
    tags: [...(findFederatedAuthenticator(name)?.tags ?? [])],
    self: `${provider}/federated-authenticators/${authenticatorId}`,
  };
}

/** One that is switched off may lack what it needs. */
function verify({ enabled, properties, sealed }: FederatedAuthenticator, kind: FederatedAuthenticatorKind): void {
  for (const { key, type, mandatory } of kind.properties) {
    const value = properties[key];
    if (enabled && mandatory && value === undefined && sealed[key] === undefined) {
      throw providerErrors.invalid(`${kind.name} needs the property ${key}.`);
    }
    if (value === undefined) continue;
    if (type === "URL") webAddress(key, value);
    if (type === "BOOLEAN" && !["true", "false"].includes(value))
      throw providerErrors.invalid(`${key} is true or false.`);
  }
}
