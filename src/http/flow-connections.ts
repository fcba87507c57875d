import type { FastifyRequest } from "fastify";
import type { FlowConnections } from "../accounts/flow/flow-world.ts";
import { findFederatedAuthenticator } from "../protocol/federated-authenticators.ts";
import { findIdentityProvider } from "../protocol/identity-provider.ts";
import { myAccountClient } from "../protocol/my-account-client.ts";
import type { OrganizationWorld } from "../protocol/organization-world.ts";
import { requestAuthorization, type SentAway } from "../signin/federation/authorization-request.ts";
import { FederationFault, findConnection, isWebUrl } from "../signin/federation/connection.ts";
import { sessionOf } from "../signin/federation/federated-factor.ts";
import { localClaims } from "../signin/federation/local-attributes.ts";
import { associate, isTrusted, userNameOf } from "../signin/federation/local-user.ts";
import { readAnswer } from "../signin/federation/read-answer.ts";
import type { FlowContext } from "../signin/flow/flow-context.ts";
import type { TenantStore } from "../store/port/store.ts";
import { tellOfEndIn } from "./end-session.ts";
import { stateOfFlow } from "./flow-state.ts";
import { notifyIn } from "./notifying.ts";
import { frameFor } from "./pages.ts";
import { tenantPath } from "./paths.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { type Services, signInContext } from "./services.ts";
import { atRootOf, rootOf } from "./within.ts";

/**
 * The connections of the people at the request's place, or of the organization inside it. `origin`: of the application's page that shows the
 * flow; undefined as a place: our own pages do, and the provider sends back to us.
 */
export function connectionsAt(
  request: FastifyRequest,
  services: Services,
  application?: { readonly world: OrganizationWorld | undefined; readonly origin: string | undefined },
): FlowConnections {
  const world = () => flowContext(request, services, application?.world);
  return {
    async leave(idp, { id, applicationId }) {
      const ctx = world();
      const provider = await findIdentityProvider(ctx.people, idp);
      const authenticator = provider?.document.defaultAuthenticator ?? "";
      const option = { idp, authenticator };
      const isKnown = findFederatedAuthenticator(authenticator) !== undefined;
      const connection = isKnown ? await findConnection(option, ctx) : undefined;
      if (connection === undefined) return undefined;
      if (application === undefined) {
        const sent = requestAuthorization(connection, stateOfFlow(id), ctx);
        return { option, url: sent.url, sent };
      }
      const redirectTo = await pageOf(applicationId, application.origin, ctx.store);
      if (redirectTo === undefined) return undefined;
      const sent = requestAuthorization(connection, id, { ...ctx, redirectTo });
      return { option, url: sent.url, sent };
    },
    async take({ option, sent }, answer) {
      const ctx = world();
      const connection = await findConnection(option, ctx);
      if (connection === undefined) return undefined;
      const { provider } = connection;
      try {
        const person = await readAnswer(answer, sent as SentAway, connection, ctx);
        const known = await ctx.people.federatedAssociations.find(provider.id, person.subject);
        const claims = localClaims(person, provider.document.claims, isTrusted(connection));
        const { email, email_verified: isProved, phone_number: phone, ...others } = claims;
        // An address that nobody vouches for is to be confirmed; to a number that nobody does codes would go at once.
        const reached = { email, ...(claims.phone_number_verified === true && { phone_number: phone }) };
        // What is shown to be theirs is not told by a text.
        const texts = Object.entries({ ...others, ...reached }).filter(
          (pair): pair is [string, string] => typeof pair[1] === "string" && !/_verified$/.test(pair[0]),
        );
        return {
          option,
          providerId: provider.id,
          subject: person.subject,
          session: sessionOf(person, connection, ctx),
          userName: userNameOf(person, connection),
          claims: Object.fromEntries(texts),
          ...(isProved === true && typeof email === "string" && { provedEmail: email }),
          isKnown: known !== undefined,
        };
      } catch (error) {
        if (!(error instanceof FederationFault)) throw error;
        ctx.record("federated_sign_in_failed", { connection: provider.name, reason: error.message });
        return undefined;
      }
    },
    async associate(user, { option, providerId, subject }) {
      const ctx = world();
      const connection = await findConnection(option, ctx);
      // One that has the name since is not who has signed them in.
      if (connection?.provider.id !== providerId) return false;
      return associate(user, { subject, claims: {} }, connection, ctx);
    },
  };
}

/** Where the provider sends back to: a page of the application that it has registered, that of the same origin if there is one. */
async function pageOf(
  applicationId: string | undefined,
  origin: string | undefined,
  { clients }: Pick<TenantStore, "clients">,
): Promise<string | undefined> {
  // SDKs do not always say which application they are part of.
  const named = applicationId === undefined ? undefined : await clients.findByApplicationId(applicationId);
  const candidates = applicationId === undefined ? await clients.list() : [named];
  const pages = candidates.flatMap((client) => (client?.enabled ? client.redirectUris : [])).filter(isWebUrl);
  const own = pages.find((page) => new URL(page).origin === origin);
  return own ?? (named === undefined ? undefined : pages[0]);
}

/** The world as what signs people in elsewhere sees it; nobody signs in to any application by it. */
function flowContext(request: FastifyRequest, services: Services, world: OrganizationWorld | undefined): FlowContext {
  const { settings, sealing, outbound, clientKeys, isBreached } = services;
  const home = world ?? request.within?.world;
  const root = rootOf(request, services);
  return {
    ...signInContext(request, services, world),
    ...{ sealing, outbound, clientKeys, isBreached, root },
    client: myAccountClient(""),
    tenantUrl: `${settings.baseUrl}${tenantPath(request.tenant.handle)}`,
    relyingParty: relyingPartyOf(settings, (world ?? request).tenant),
    sessionsEnded: (user, sessions) => tellOfEndIn(home, atRootOf(request), user, sessions, services),
    notify: notifyIn(root, home, services),
    language: frameFor(request).language,
    deviceCookie: undefined,
  };
}
