import { z } from "zod";
import { FEDERATED_AUTHENTICATORS, findFederatedAuthenticator } from "../../protocol/federated-authenticators.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import { applicationsUsing, LOCAL } from "../applications/connections.ts";
import { connectedAppsAnswer, connectedAppsOf } from "../identity-providers/connected-apps.ts";
import { selfOf as selfOfProvider } from "../identity-providers/find-provider.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { pagingQuery } from "../paging.ts";
import { authenticatorFilter } from "./filter-authenticators.ts";
import { LOCAL_AUTHENTICATORS, type LocalAuthenticator } from "./local-authenticators.ts";

const PATH = "/api/server/v1/authenticators";
const text = z.string();
const authenticator = z.object({
  id: text,
  name: text,
  displayName: text,
  isEnabled: z.boolean(),
  definedBy: z.enum(["SYSTEM"]),
  type: z.enum(["LOCAL", "FEDERATED"]),
  image: text.optional(),
  description: text.optional(),
  tags: z.array(text),
  self: text,
});

/** The ways to sign in that applications can choose from: the server's own, and the connections (contract §17.7). */
export const authenticatorsOperations: readonly Operation[] = [
  operation({
    id: "getAuthenticators",
    method: "GET",
    path: PATH,
    scope: "internal_authenticator_view",
    summary: "List the authenticators.",
    query: z.object({ filter: text.optional(), ...pagingQuery }),
    answers: { 200: z.array(authenticator) },
    async handle({ query: { filter, limit, offset = "0" } }, ctx) {
      const isMeant = authenticatorFilter(filter);
      const providers = await ctx.store.records.list<IdentityProviderDocument>("identity provider");
      const all = [
        ...LOCAL_AUTHENTICATORS.map((one) => localAnswer(one, ctx)),
        ...providers.map((one) => federatedAnswer(one, ctx)),
      ];
      // Asgardeo calls its own by what people read.
      const found = all.filter((one) => isMeant({ ...one, name: one.type === "LOCAL" ? one.displayName : one.name }));
      const start = Number(offset);
      return { status: 200, body: found.slice(start, limit === undefined ? undefined : start + Number(limit)) };
    },
  }),
  operation({
    id: "getAuthenticatorTags",
    method: "GET",
    path: `${PATH}/meta/tags`,
    scope: "internal_authenticator_view",
    summary: "List the tags of authenticators.",
    answers: { 200: z.array(text) },
    async handle() {
      const tags = [...LOCAL_AUTHENTICATORS, ...FEDERATED_AUTHENTICATORS].flatMap((one) => one.tags);
      return { status: 200, body: [...new Set(tags)].sort() };
    },
  }),
  operation({
    id: "getConnectedAppsOfLocalAuthenticator",
    method: "GET",
    path: `${PATH}/{authenticatorId}/connected-apps`,
    scope: "internal_authenticator_view",
    summary: "List the applications whose users sign in with an authenticator of the server's own.",
    query: z.object(pagingQuery),
    answers: { 200: connectedAppsAnswer, 404: undefined },
    async handle({ parameters, query }, ctx) {
      const id = parameters.authenticatorId as string;
      const found = LOCAL_AUTHENTICATORS.find(({ name }) => idOf(name) === id);
      if (found === undefined) {
        throw new ManagementError(404, "AUT-60004", "Resource not found.", `There is no local authenticator ${id}.`);
      }
      const using = await applicationsUsing(
        (option) => option.idp === LOCAL && option.authenticator === found.name,
        ctx,
      );
      const path = `${new URL(ctx.tenantUrl).pathname}${PATH}/${id}/connected-apps`;
      return { status: 200, body: connectedAppsOf(using, query, path, ctx) };
    },
  }),
];

function localAnswer({ enabled, ...one }: LocalAuthenticator, { tenantUrl }: ManagementContext) {
  const id = idOf(one.name);
  return {
    id,
    ...one,
    isEnabled: enabled,
    definedBy: "SYSTEM" as const,
    type: "LOCAL" as const,
    self: `${new URL(tenantUrl).pathname}${PATH}/${id}`,
  };
}

/** A connection, by its own name. */
function federatedAnswer(provider: StoredRecord<IdentityProviderDocument>, ctx: ManagementContext) {
  const { id, name, document } = provider;
  const tags = document.authenticators.flatMap((one) => findFederatedAuthenticator(one.name)?.tags ?? []);
  return {
    id,
    name,
    displayName: name,
    isEnabled: document.enabled,
    definedBy: "SYSTEM" as const,
    type: "FEDERATED" as const,
    image: document.image,
    description: document.description,
    tags: [...new Set(tags)],
    self: selfOfProvider(provider, ctx),
  };
}

function idOf(name: string): string {
  return Buffer.from(name).toString("base64url");
}
