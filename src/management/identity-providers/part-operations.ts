import type { z } from "zod";
import type { IdentityProvider } from "../../protocol/identity-provider.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { claimsAnswer, claimsFrom } from "./claim-mapping.ts";
import { changeProvider, getProvider, ONE_PROVIDER, updated } from "./find-provider.ts";
import { associationForm, claimsForm, groupsForm, jitForm, provisioningAnswer, rolesForm } from "./forms.ts";
import {
  associationAnswer,
  associationFrom,
  groupsFrom,
  jitAnswer,
  jitFrom,
  provisioningAnswerOf,
  rolesAnswer,
  rolesFrom,
} from "./provider-mapping.ts";

/** A part of a connection that can be had and replaced alone. */
interface Part<Form extends z.ZodType> {
  readonly path: string;
  /** What its operations are called by, as `ClaimConfig`. */
  readonly name: string;
  readonly what: string;
  readonly form: Form;
  readonly from: (sent: z.output<Form>, ctx: ManagementContext) => Promise<Partial<IdentityProviderDocument>>;
  readonly answer: (document: IdentityProviderDocument) => unknown;
}

function partOperations<Form extends z.ZodType>({ path, name, what, form, from, answer }: Part<Form>): Operation[] {
  const body = ({ document }: IdentityProvider) => answer(document);
  return [
    operation({
      id: `get${name}`,
      method: "GET",
      path: `${ONE_PROVIDER}/${path}`,
      scope: "internal_idp_view",
      summary: `Retrieve ${what} of an identity provider.`,
      answers: { 200: form, 404: undefined },
      handle: async (call, ctx) => ({ status: 200, body: body(await getProvider(call, ctx)) }),
    }),
    operation({
      id: `update${name}`,
      method: "PUT",
      path: `${ONE_PROVIDER}/${path}`,
      scope: "internal_idp_update",
      summary: `Replace ${what} of an identity provider.`,
      body: form,
      answers: { 200: form, 404: undefined },
      async handle(call, ctx) {
        const changes = await from(call.body, ctx);
        const { before, after } = await changeProvider(call, ctx, async () => changes);
        return { status: 200, body: body(after), change: updated(before, after) };
      },
    }),
  ];
}

/** What is mapped to what, and what becomes of people who come for the first time. */
export const partOperationsOfProviders: readonly Operation[] = [
  ...partOperations({
    path: "claims",
    name: "ClaimConfig",
    what: "the mapping of claims",
    form: claimsForm,
    from: async (sent, ctx) => ({ claims: await claimsFrom(sent, ctx) }),
    answer: ({ claims }) => claimsAnswer(claims),
  }),
  ...partOperations({
    path: "roles",
    name: "RoleConfig",
    what: "the mapping of roles",
    form: rolesForm,
    from: async (sent) => ({ roles: rolesFrom(sent) }),
    answer: ({ roles }) => rolesAnswer(roles),
  }),
  ...partOperations({
    path: "groups",
    name: "GroupConfig",
    what: "the groups",
    form: groupsForm,
    from: async (sent) => ({ groups: groupsFrom(sent) }),
    answer: ({ groups }) => groups,
  }),
  ...partOperations({
    path: "implicit-association",
    name: "FederatedAssociationConfig",
    what: "by which attributes users are recognised",
    form: associationForm,
    from: async (sent) => ({ implicitAssociation: associationFrom(sent) }),
    answer: associationAnswer,
  }),
  ...partOperations({
    path: "provisioning/jit",
    name: "JITConfig",
    what: "what becomes of new people",
    form: jitForm,
    from: async (sent) => ({ provisioning: jitFrom(sent) }),
    answer: jitAnswer,
  }),
  operation({
    id: "getProvisioningConfig",
    method: "GET",
    path: `${ONE_PROVIDER}/provisioning`,
    scope: "internal_idp_view",
    summary: "Retrieve what becomes of new people of an identity provider.",
    answers: { 200: provisioningAnswer, 404: undefined },
    async handle(call, ctx) {
      return { status: 200, body: provisioningAnswerOf((await getProvider(call, ctx)).document) };
    },
  }),
];
