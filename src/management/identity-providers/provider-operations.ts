import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { IdentityProvider } from "../../protocol/identity-provider.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import { applicationsUsing, withConnection } from "../applications/connections.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { pageOf, pageShape, pagingQuery } from "../paging.ts";
import { providerErrors } from "./errors.ts";
import {
  changeProvider,
  getProvider,
  ONE_PROVIDER,
  PROVIDERS,
  selfOf,
  snapshotOf,
  targetOf,
  updated,
} from "./find-provider.ts";
import { listItemAnswer, patchForm, providerAnswer, providerForm } from "./forms.ts";
import { patched } from "./patch-provider.ts";
import { documentFrom, providerAnswerOf } from "./provider-mapping.ts";
import { verifyMayVouch } from "./vouching.ts";

const text = z.string();

/** What a list tells on demand, and always. */
const ON_DEMAND = [
  "templateId",
  "isPrimary",
  "isFederationHub",
  "homeRealmIdentifier",
  "certificate",
  "alias",
  "idpIssuerName",
  "claims",
  "roles",
  "groups",
  "federatedAuthenticators",
  "provisioning",
  "implicitAssociation",
] as const;
const ALWAYS = ["id", "name", "description", "isEnabled", "image", "self"];
const FILTERED = ["name", "description", "isEnabled", "isPrimary", "id", "templateId", "homeRealmIdentifier"];

/** What can be done with connections as a whole. */
export const providerOperations: readonly Operation[] = [
  operation({
    id: "getIDPs",
    method: "GET",
    path: PROVIDERS,
    scope: "internal_idp_view",
    summary: "List identity providers.",
    query: z.object({ ...pagingQuery, filter: text.optional(), requiredAttributes: text.optional() }),
    answers: { 200: z.object({ ...pageShape, identityProviders: z.array(listItemAnswer) }) },
    async handle({ query }, ctx) {
      const wanted = attributesOf(query.requiredAttributes);
      const all = await ctx.store.records.list<IdentityProviderDocument>("identity provider");
      const found = filtered(all, query.filter);
      const { page, ...answer } = pageOf(found, query, `${new URL(ctx.tenantUrl).pathname}${PROVIDERS}`);
      return { status: 200, body: { ...answer, identityProviders: page.map((one) => listItem(one, wanted, ctx)) } };
    },
  }),
  operation({
    id: "addIDP",
    method: "POST",
    path: PROVIDERS,
    scope: "internal_idp_create",
    summary: "Add an identity provider.",
    body: providerForm,
    answers: { 201: providerAnswer, 409: undefined },
    async handle({ body }, ctx) {
      const { name } = body;
      const document = await documentFrom(body, ctx);
      const record = { id: randomUUID(), name, document };
      await verifyMayVouch(record, record, ctx);
      if (!(await ctx.store.records.add("identity provider", record, ctx.now))) throw providerErrors.exists(name);
      const provider = { ...record, version: 1, createdAt: ctx.now, modifiedAt: ctx.now };
      return {
        status: 201,
        location: `${PROVIDERS}/${record.id}`,
        body: providerAnswerOf(provider, selfOf(provider, ctx)),
        change: { action: "identity-provider.create", target: targetOf(provider), after: snapshotOf(provider) },
      };
    },
  }),
  operation({
    id: "getIDP",
    method: "GET",
    path: ONE_PROVIDER,
    scope: "internal_idp_view",
    summary: "Retrieve an identity provider.",
    answers: { 200: providerAnswer, 404: undefined },
    async handle(call, ctx) {
      const provider = await getProvider(call, ctx);
      return { status: 200, body: providerAnswerOf(provider, selfOf(provider, ctx)) };
    },
  }),
  operation({
    id: "patchIDP",
    method: "PATCH",
    path: ONE_PROVIDER,
    scope: "internal_idp_update",
    summary: "Change single attributes of an identity provider.",
    body: patchForm,
    answers: { 200: providerAnswer, 404: undefined, 409: undefined },
    async handle(call, ctx) {
      const { before, after } = await changeProvider(call, ctx, async (one) => patched(one, call.body, ctx));
      if (after.name !== before.name) await callOtherwise(before.name, after.name, ctx);
      return { status: 200, body: providerAnswerOf(after, selfOf(after, ctx)), change: updated(before, after) };
    },
  }),
  operation({
    id: "deleteIDP",
    method: "DELETE",
    path: ONE_PROVIDER,
    scope: "internal_idp_delete",
    summary: "Delete an identity provider. By force, users of its applications sign in without it.",
    query: z.object({ force: z.enum(["true", "false"]).default("false") }),
    answers: { 204: undefined, 404: undefined },
    async handle(call, ctx) {
      const provider = await getProvider(call, ctx);
      const using = await applicationsUsing(({ idp }) => idp === provider.name, ctx);
      if (using.length > 0 && call.query.force === "false") {
        throw providerErrors.inUse(
          provider.name,
          using.map(({ name }) => name),
        );
      }
      await callOtherwise(provider.name, undefined, ctx);
      await ctx.store.records.remove("identity provider", provider.id);
      await ctx.store.federatedAssociations.removeOfProvider(provider.id);
      const target = targetOf(provider);
      return { status: 204, change: { action: "identity-provider.delete", target, before: snapshotOf(provider) } };
    },
  }),
];

/** In the applications whose users sign in with it: these call connections by their names. */
async function callOtherwise(name: string, renamed: string | undefined, ctx: ManagementContext): Promise<void> {
  for (const client of await applicationsUsing(({ idp }) => idp === name, ctx)) {
    await ctx.store.clients.save(withConnection(client, name, renamed));
  }
}

function attributesOf(sent: string | undefined): readonly string[] {
  const wanted = (sent ?? "").split(",").flatMap((name) => name.trim() || []);
  const unknown = wanted.find((name) => ![...ON_DEMAND, ...ALWAYS].includes(name));
  if (unknown !== undefined) throw providerErrors.invalid(`requiredAttributes: ${unknown} is not known.`);
  return wanted;
}

function filtered(providers: readonly IdentityProvider[], sent: string | undefined): readonly IdentityProvider[] {
  if (sent === undefined || sent === "") return providers;
  const filter = parseFilter(sent, FILTERED);
  if (filter === undefined) throw providerErrors.invalidFilter(FILTERED);
  return providers.filter((provider) => {
    const answer = providerAnswerOf(provider, "");
    return matchesFilter(filter, (attribute) => answer[attribute as "name" | "isEnabled"]?.toString());
  });
}

function listItem(provider: IdentityProvider, wanted: readonly string[], ctx: ManagementContext) {
  const self = selfOf(provider, ctx);
  const answer = providerAnswerOf(provider, self);
  const { id, name, description, isEnabled, image } = answer;
  const asked = ON_DEMAND.filter((attribute) => wanted.includes(attribute));
  return {
    id,
    name,
    description,
    isEnabled,
    image,
    self,
    ...Object.fromEntries(asked.map((attribute) => [attribute, answer[attribute]])),
  };
}
