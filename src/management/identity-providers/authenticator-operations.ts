import { findFederatedAuthenticator } from "../../protocol/federated-authenticators.ts";
import type { IdentityProvider } from "../../protocol/identity-provider.ts";
import { type Operation, operation } from "../operation.ts";
import { authenticatorAnswer, authenticatorFrom, authenticatorsFrom, nameOfId } from "./authenticator-mapping.ts";
import { providerErrors } from "./errors.ts";
import { changeProvider, getProvider, ONE_PROVIDER, selfOf, updated } from "./find-provider.ts";
import { authenticatorForm, authenticatorListAnswer, authenticatorsForm, authenticatorUpdateForm } from "./forms.ts";
import { authenticatorListAnswerOf } from "./provider-mapping.ts";

const ALL = `${ONE_PROVIDER}/federated-authenticators`;
const ONE = `${ALL}/{federatedAuthenticatorId}`;

/** The ways to sign in with a connection. Their secrets are told nobody; one that is not sent again stays. */
export const authenticatorOperations: readonly Operation[] = [
  operation({
    id: "getFederatedAuthenticators",
    method: "GET",
    path: ALL,
    scope: "internal_idp_view",
    summary: "List the authenticators of an identity provider.",
    answers: { 200: authenticatorListAnswer, 404: undefined },
    async handle(call, ctx) {
      const provider = await getProvider(call, ctx);
      return { status: 200, body: authenticatorListAnswerOf(provider, selfOf(provider, ctx)) };
    },
  }),
  operation({
    id: "updateFederatedAuthenticators",
    method: "PUT",
    path: ALL,
    scope: "internal_idp_update",
    summary: "Replace the authenticators of an identity provider.",
    body: authenticatorsForm,
    answers: { 200: authenticatorListAnswer, 404: undefined },
    async handle(call, ctx) {
      const { before, after } = await changeProvider(call, ctx, async ({ name, document }) =>
        authenticatorsFrom(call.body, name, document.authenticators, ctx),
      );
      const body = authenticatorListAnswerOf(after, selfOf(after, ctx));
      return { status: 200, body, change: updated(before, after) };
    },
  }),
  operation({
    id: "getFederatedAuthenticator",
    method: "GET",
    path: ONE,
    scope: "internal_idp_view",
    summary: "Retrieve an authenticator of an identity provider.",
    answers: { 200: authenticatorForm, 404: undefined },
    async handle(call, ctx) {
      const provider = await getProvider(call, ctx);
      return { status: 200, body: answerOf(provider, call.parameters.federatedAuthenticatorId as string) };
    },
  }),
  operation({
    id: "updateFederatedAuthenticator",
    method: "PUT",
    path: ONE,
    scope: "internal_idp_update",
    summary: "Replace an authenticator of an identity provider, or add it.",
    body: authenticatorUpdateForm,
    answers: { 200: authenticatorForm, 404: undefined },
    async handle(call, ctx) {
      const id = call.parameters.federatedAuthenticatorId as string;
      const kind = findFederatedAuthenticator(nameOfId(id));
      if (kind === undefined) throw providerErrors.noAuthenticator(id);
      const { before, after } = await changeProvider(call, ctx, async ({ name: connection, document }) => {
        const { authenticators, defaultAuthenticator } = document;
        const known = authenticators.find(({ name }) => name === kind.name);
        const wanted = authenticatorFrom(call.body, kind, { connection, before: known }, ctx);
        const isDefault = call.body.isDefault || defaultAuthenticator === undefined;
        return {
          authenticators: known
            ? authenticators.map((one) => (one === known ? wanted : one))
            : [...authenticators, wanted],
          defaultAuthenticator: isDefault ? kind.name : defaultAuthenticator,
        };
      });
      return { status: 200, body: answerOf(after, id), change: updated(before, after) };
    },
  }),
];

function answerOf({ document }: IdentityProvider, id: string) {
  const { authenticators, defaultAuthenticator } = document;
  const found = authenticators.find(({ name }) => name === nameOfId(id));
  if (found === undefined) throw providerErrors.noAuthenticator(id);
  return authenticatorAnswer(found, found.name === defaultAuthenticator);
}
