import { z } from "zod";
import type { AuthenticatorProperty } from "../../protocol/authenticator-properties.ts";
import {
  FEDERATED_AUTHENTICATORS,
  type FederatedAuthenticatorKind,
  findFederatedAuthenticator,
} from "../../protocol/federated-authenticators.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { idOfName, nameOfId } from "./authenticator-mapping.ts";
import { providerErrors } from "./errors.ts";
import { PROVIDERS } from "./find-provider.ts";

const PATH = `${PROVIDERS}/meta/federated-authenticators`;
const text = z.string();
const base = { authenticatorId: text, name: text, definedBy: z.enum(["SYSTEM"]), tags: z.array(text) };
const metaProperty = z.object({
  key: text,
  displayName: text,
  description: text,
  type: z.enum(["STRING", "BOOLEAN"]),
  displayOrder: z.number().int(),
  isMandatory: z.boolean(),
  isConfidential: z.boolean(),
  options: z.array(text),
  defaultValue: text.optional(),
  subProperties: z.array(z.unknown()),
});

/** What connections can be made of. */
export const metaOperations: readonly Operation[] = [
  operation({
    id: "getMetaFederatedAuthenticators",
    method: "GET",
    path: PATH,
    scope: "internal_idp_view",
    summary: "List the authenticators that identity providers can have.",
    answers: { 200: z.array(z.object({ ...base, self: text })) },
    async handle(_call, ctx) {
      const body = FEDERATED_AUTHENTICATORS.map((kind) => ({ ...common(kind), self: selfOf(kind, ctx) }));
      return { status: 200, body };
    },
  }),
  operation({
    id: "getMetaFederatedAuthenticator",
    method: "GET",
    path: `${PATH}/{federatedAuthenticatorId}`,
    scope: "internal_idp_view",
    summary: "Retrieve the properties of an authenticator that identity providers can have.",
    answers: { 200: z.object({ ...base, displayName: text, properties: z.array(metaProperty) }), 404: undefined },
    async handle({ parameters }, ctx) {
      const id = parameters.federatedAuthenticatorId as string;
      const kind = findFederatedAuthenticator(nameOfId(id));
      if (kind === undefined) throw providerErrors.noAuthenticator(id);
      const properties = kind.properties.map((property, index) => metaOf(property, index, ctx));
      return { status: 200, body: { ...common(kind), displayName: kind.displayName, properties } };
    },
  }),
];

function common({ name, tags }: FederatedAuthenticatorKind) {
  return { authenticatorId: idOfName(name), name, definedBy: "SYSTEM", tags };
}

function metaOf(
  { key, type, mandatory, secret, ...rest }: AuthenticatorProperty,
  index: number,
  ctx: ManagementContext,
) {
  return {
    key,
    displayName: rest.displayName,
    description: rest.description,
    type: type === "BOOLEAN" ? "BOOLEAN" : "STRING",
    displayOrder: index + 1,
    isMandatory: mandatory === true,
    isConfidential: secret === true,
    options: [],
    defaultValue: key === "callbackUrl" ? `${ctx.tenantUrl}/commonauth` : rest.defaultValue,
    subProperties: [],
  };
}

function selfOf({ name }: FederatedAuthenticatorKind, { tenantUrl }: ManagementContext): string {
  return `${new URL(tenantUrl).pathname}${PATH}/${idOfName(name)}`;
}
