import type { FastifyRequest } from "fastify";
import { ManagementError } from "../management/management-error.ts";
import type { ManagementContext } from "../management/operation.ts";
import { saveOwnSettings } from "../management/own-settings.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { localIdOf } from "../protocol/organization-access.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import { nameInOrganizations } from "../protocol/system-apis.ts";
import { endSession } from "../signin/sessions.ts";
import { signInWithPassword } from "../signin/steps/password.ts";
import { accountWait } from "./account-world.ts";
import type { Admission } from "./api-access.ts";
import { authorityOf } from "./api-caller.ts";
import { tellOfEndIn } from "./end-session.ts";
import { connectionsAt } from "./flow-connections.ts";
import { notifyIn } from "./notifying.ts";
import { tenantPath } from "./paths.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { requestStore, type Services, signInContext } from "./services.ts";
import { atIssuerOf, atRootOf, rootOf } from "./within.ts";

/** Below the tenant's URL: the APIs in the organization that the token is for (contract §1.1). */
export const IN_ORGANIZATION = "/o";

/** The world as an operation sees it, for whoever was let in. */
export async function managementContext(
  request: FastifyRequest,
  admission: Admission,
  services: Services,
): Promise<ManagementContext> {
  const { now, nowMilliseconds } = requestStore(request, services);
  const root = rootOf(request, services);
  const atRoot = atRootOf(request);
  const ofOrganization = request.within?.world ?? (await organizationWorldOf(admission, root));
  const world = ofOrganization ?? root;
  const { sealing, settings } = services;
  const tenantUrl = `${settings.baseUrl}${placeOf(request, world.tenant)}`;
  const authority = async () => (admission === undefined ? new Set<string>() : authorityOf(admission, root));
  const allows = async (scope: string) => {
    const name = world.tenant.organization === undefined ? scope : nameInOrganizations(scope);
    return (admission?.token?.scope.includes(name) ?? true) && (await authority()).has(name);
  };
  const sessionsEnded: ManagementContext["sessionsEnded"] = (user, sessions) =>
    tellOfEndIn(ofOrganization, atRoot, user, sessions, services);
  const saveSettings: ManagementContext["saveSettings"] = async (change) => {
    const { settings: inForce, organization } = world.tenant;
    if (organization !== undefined) return saveOwnSettings(change(inForce), world.store.records, now);
    await services.store.tenants.changeSettings(root.tenant.id, (present) => ({ ...present, ...change(present) }));
  };
  const endSessions: ManagementContext["endSessions"] = async (user, sessions) => {
    for (const session of sessions) {
      const isHere = (await world.store.sessions.find(session.id)) !== undefined;
      const at = isHere && ofOrganization ? atIssuerOf(ofOrganization, atRoot) : atRoot;
      await endSession(session, signInContext(at, services));
    }
    await sessionsEnded(user, sessions);
  };
  const verifyPassword: ManagementContext["verifyPassword"] = async ({ userName }, password) => {
    const entered = { userName, password, deviceCookie: undefined };
    const outcome = await signInWithPassword(entered, signInContext(atRoot, services, ofOrganization));
    if (outcome.kind === "refused") return { kind: "wrong" };
    return outcome.kind === "signed in" ? { kind: "right", mark: outcome.mark } : outcome;
  };
  const { authorization } = admission ?? {};
  const actor = actorOf(admission);
  return {
    tenant: world.tenant,
    store: world.store,
    root,
    tenantUrl,
    actor,
    person: admission?.user,
    authority,
    allows,
    saveSettings,
    sealing,
    keys: services.signingKeys.forTenant(root.tenant.id, root.store.keys, now),
    relyingParty: relyingPartyOf(settings, world.tenant),
    connections: connectionsAt(request.within === undefined ? atRoot : request, services, {
      world: request.within === undefined ? ofOrganization : undefined,
      origin: request.headers.origin,
    }),
    notify: notifyIn(root, ofOrganization, services),
    isBreached: services.isBreached,
    countAccountRequest: () => countAccountRequest(request, services),
    sessionsEnded,
    endSessions,
    verifyPassword,
    authorization,
    now,
    nowMilliseconds,
  };
}

/** Where the call counts, when its token is for an organization. */
async function organizationWorldOf(
  admission: Admission,
  root: ManagementContext["root"],
): Promise<OrganizationWorld | undefined> {
  const organization = admission?.token?.extras?.organization;
  if (organization === undefined) return undefined;
  const world = await findOrganizationWorld(organization.id, root);
  // It was open a moment ago, when the token was found to be active.
  if (world.kind !== "open") throw new ManagementError(404, "ORG-60015", "Invalid organization.", "It is gone.");
  return world;
}

/** A user acts in an organization by the id that they have there. */
function actorOf(admission: Admission): ManagementContext["actor"] {
  const { user, client, token } = admission ?? {};
  if (user === undefined) return { kind: "application", id: client?.clientId ?? "" };
  const organization = token?.extras?.organization;
  return { kind: "user", id: organization === undefined ? user.id : localIdOf(user, organization.id) };
}

/** What the paths of the tenant's APIs begin with, or of those in its organization, which the request may have named. */
function placeOf({ tenant: { handle }, within }: FastifyRequest, { organization }: Tenant): string {
  return `${tenantPath(handle)}${organization === undefined || within !== undefined ? "" : IN_ORGANIZATION}`;
}

/** Security bar 18.5. */
function countAccountRequest(request: FastifyRequest, services: Services): void {
  const seconds = accountWait(request, services);
  if (seconds === undefined) return;
  throw new ManagementError(429, "UAR-10009", "Too many requests", `Try again in ${seconds} seconds.`, seconds);
}
