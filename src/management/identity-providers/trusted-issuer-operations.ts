import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { TrustedTokenIssuer } from "../../protocol/model/tenant.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { pageOf, pageShape, pagingQuery } from "../paging.ts";
import { verifyMayControlEverybody } from "../roles/guards.ts";
import { providerErrors } from "./errors.ts";
import { certificateForm, claimsForm, listItemAnswer, patchForm, providerAnswer, providerName } from "./forms.ts";
import { patchedIssuer, verifyFree } from "./trusted-issuer-changes.ts";
import { idOfIssuer, issuerAnswerOf, issuerKeys, type KeptOfIssuer, lookupFrom } from "./trusted-issuer-mapping.ts";

const PATH = "/api/server/v1/trusted-token-issuers";
const ONE = `${PATH}/{trustedTokenIssuerId}`;
const FILTERED = ["name", "id", "isEnabled", "issuer"];
const text = z.string().max(2048);

const issuerForm = z.strictObject({
  name: providerName,
  description: text.optional(),
  image: text.optional(),
  templateId: text.optional(),
  certificate: certificateForm,
  alias: text.optional(),
  issuer: text.min(1),
  claims: claimsForm.optional(),
});
const issuerAnswer = providerAnswer
  .pick({
    id: true,
    name: true,
    description: true,
    templateId: true,
    isEnabled: true,
    isPrimary: true,
    image: true,
    isFederationHub: true,
    certificate: true,
    alias: true,
    claims: true,
  })
  .extend({ issuer: text });

/** Servers whose JWTs are exchanged for tokens of this one: those of a file are here as well. */
export const trustedIssuerOperations: readonly Operation[] = [
  operation({
    id: "getTrustedTokenIssuers",
    method: "GET",
    path: PATH,
    scope: "internal_idp_view",
    place: "tenant",
    summary: "List trusted token issuers.",
    query: z.object({
      ...pagingQuery,
      filter: text.optional(),
      sortBy: text.optional(),
      sortOrder: text.optional(),
      requiredAttributes: text.optional(),
    }),
    answers: { 200: z.object({ ...pageShape, identityProviders: z.array(listItemAnswer) }), 501: undefined },
    async handle({ query }, ctx) {
      if (query.sortBy !== undefined || query.sortOrder !== undefined) throw providerErrors.sortingNotSupported();
      const filter = query.filter ? parseFilter(query.filter, FILTERED) : [[]];
      if (filter === undefined) throw providerErrors.invalidFilter(FILTERED);
      const wanted = (query.requiredAttributes ?? "").split(",").map((name) => name.trim());
      const found = ctx.tenant.settings.trustedTokenIssuers
        .map((trusted) => issuerAnswerOf(trusted, ctx))
        .filter((one) => matchesFilter(filter, (attribute) => one[attribute as "name" | "isEnabled"]?.toString()))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { page, ...answer } = pageOf(found, query, listPath(ctx));
      const identityProviders = page.map(({ id, name, description, isEnabled, image, ...rest }) => {
        const asked = Object.entries(rest).filter(([attribute]) => wanted.includes(attribute));
        const self = `${listPath(ctx)}/${id}`;
        return { id, name, description, isEnabled, image, self, ...Object.fromEntries(asked) };
      });
      return { status: 200, body: { ...answer, identityProviders } };
    },
  }),
  operation({
    id: "addTrustedTokenIssuer",
    method: "POST",
    path: PATH,
    scope: "internal_idp_create",
    place: "tenant",
    summary: "Add a trusted token issuer.",
    body: issuerForm,
    answers: { 201: issuerAnswer, 409: undefined },
    async handle({ body }, ctx) {
      const { name, issuer, alias, certificate, claims = {}, ...kept } = body;
      const trusted: TrustedTokenIssuer = {
        id: randomUUID(),
        name,
        enabled: true,
        issuer,
        alias: alias || undefined,
        lookupAttribute: await lookupFrom(claims, ctx),
        keys: issuerKeys(certificate),
        kept: { ...kept, claims } satisfies KeptOfIssuer,
      };
      await verifyMayControlEverybody(ctx);
      await verifyFree(trusted, ctx);
      await save((present) => [...present, trusted], ctx);
      const body201 = issuerAnswerOf(trusted, ctx);
      const change = { action: "trusted-token-issuer.create", target: targetOf(trusted, ctx), after: body201 };
      return { status: 201, location: `${PATH}/${body201.id}`, body: body201, change };
    },
  }),
  operation({
    id: "getTrustedTokenIssuer",
    method: "GET",
    path: ONE,
    scope: "internal_idp_view",
    place: "tenant",
    summary: "Retrieve a trusted token issuer.",
    answers: { 200: issuerAnswer, 404: undefined },
    handle: async (call, ctx) => ({ status: 200, body: issuerAnswerOf(getIssuer(call, ctx), ctx) }),
  }),
  operation({
    id: "patchTrustedTokenIssuer",
    method: "PATCH",
    path: ONE,
    scope: "internal_idp_update",
    place: "tenant",
    summary: "Change single attributes of a trusted token issuer.",
    body: patchForm,
    answers: { 200: issuerAnswer, 404: undefined, 409: undefined },
    async handle(call, ctx) {
      const trusted = getIssuer(call, ctx);
      await verifyMayControlEverybody(ctx);
      const changed = patchedIssuer(trusted, call.body);
      await verifyFree(changed, ctx, trusted);
      await save((present) => present.map((one) => (isSame(one, trusted, ctx) ? changed : one)), ctx);
      const [before, after] = [issuerAnswerOf(trusted, ctx), issuerAnswerOf(changed, ctx)];
      const change = { action: "trusted-token-issuer.update", target: targetOf(changed, ctx), before, after };
      return { status: 200, body: after, change };
    },
  }),
  operation({
    id: "deleteTrustedTokenIssuer",
    method: "DELETE",
    path: ONE,
    scope: "internal_idp_delete",
    place: "tenant",
    summary: "Delete a trusted token issuer.",
    query: z.object({ force: z.enum(["true", "false"]).optional() }),
    answers: { 204: undefined, 404: undefined },
    async handle(call, ctx) {
      const trusted = getIssuer(call, ctx);
      await save((present) => present.filter((one) => !isSame(one, trusted, ctx)), ctx);
      const before = issuerAnswerOf(trusted, ctx);
      return {
        status: 204,
        change: { action: "trusted-token-issuer.delete", target: targetOf(trusted, ctx), before },
      };
    },
  }),
];

function getIssuer({ parameters }: Pick<Call, "parameters">, ctx: ManagementContext): TrustedTokenIssuer {
  const id = parameters.trustedTokenIssuerId as string;
  const found = ctx.tenant.settings.trustedTokenIssuers.find((trusted) => idOfIssuer(trusted, ctx) === id);
  if (found === undefined) throw providerErrors.notFound(id);
  return found;
}

/** Others may have changed the list since the request came. */
async function save(
  change: (present: readonly TrustedTokenIssuer[]) => readonly TrustedTokenIssuer[],
  ctx: ManagementContext,
): Promise<void> {
  await ctx.saveSettings(({ trustedTokenIssuers }) => ({ trustedTokenIssuers: change(trustedTokenIssuers) }));
}

function isSame(one: TrustedTokenIssuer, other: TrustedTokenIssuer, ctx: ManagementContext): boolean {
  return idOfIssuer(one, ctx) === idOfIssuer(other, ctx);
}

function targetOf(trusted: TrustedTokenIssuer, ctx: ManagementContext) {
  return { kind: "trusted-token-issuer", id: idOfIssuer(trusted, ctx), name: trusted.name };
}

function listPath({ tenantUrl }: ManagementContext): string {
  return new URL(tenantUrl).pathname + PATH;
}
