import { isId } from "../../crypto/ids.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import type { Organization } from "../model/organization.ts";
import { isSharedWith } from "../organization-access.ts";
import { findOrganizationByEmail } from "../organization-discovery.ts";
import type { Parameters } from "../parameters.ts";

/** The organization that somebody is to sign in to (contract §3.1, §21.3), by its id. */
export type RequestedOrganization =
  | { readonly kind: "named"; readonly organizationId: string }
  /** One is meant and none is named: the user says which, or the session does. */
  | { readonly kind: "to be chosen" }
  /** None that the client can be used in: the user is asked for another. */
  | { readonly kind: "not found" };

type World = Pick<ProtocolContext, "store">;

/** What a request names an organization with. */
const NAMES = ["orgId", "orgHandle", "org"] as const;
/** Longer texts name none. In characters. */
const LONGEST_NAME = 256;

/**
 * The organization that the request means; undefined: the tenant itself. One that is not there, is disabled or has not been given the client
 * is not found, and nobody is told which of these it is. Refuses a client that no organization has been given, a kind of discovery
 * that there is not, and two names for one thing.
 */
export async function findRequestedOrganization(
  parameters: Parameters,
  client: Client,
  world: World,
): Promise<RequestedOrganization | undefined> {
  const [name, another] = NAMES.filter((each) => parameters.has(each));
  const discovery = parameters.get("orgDiscoveryType");
  const isMeant = name !== undefined || discovery !== undefined || parameters.get("fidp") === "OrganizationSSO";
  if (!isMeant) return undefined;
  if (client.sharing.with === "none") {
    throw new OAuthError("access_denied", "The application is not shared with any organization.");
  }
  if (another !== undefined) throw new OAuthError("invalid_request", `${name} and ${another} cannot be used together`);
  if (name !== undefined) return findUsable({ [name]: parameters.get(name) as string }, client, world);
  if (discovery === undefined) return { kind: "to be chosen" };
  if (discovery !== "emailDomain") throw new OAuthError("invalid_request", "invalid.organization.discovery.type");
  const email = parameters.get("login_hint");
  return email === undefined ? { kind: "to be chosen" } : findUsable({ email }, client, world);
}

/** How somebody names an organization: by one of these. */
export interface OrganizationNames {
  readonly orgId?: string | undefined;
  readonly orgHandle?: string | undefined;
  /** Its handle as well. */
  readonly org?: string | undefined;
  /** An address of one of its people. */
  readonly email?: string | undefined;
}

/** The organization of the name, if the client can be used in it. */
export async function findUsable(
  names: OrganizationNames,
  client: Client,
  { store }: World,
): Promise<RequestedOrganization> {
  const found = await findNamed(names, store);
  const lineage = found === undefined ? [] : await store.organizations.lineage(found.id);
  const [organization] = lineage;
  if (organization === undefined || !isSharedWith(client, lineage)) return { kind: "not found" };
  const isOpen = lineage.every(({ status }) => status === "ACTIVE");
  return isOpen ? { kind: "named", organizationId: organization.id } : { kind: "not found" };
}

async function findNamed(
  { orgId, orgHandle, org, email }: OrganizationNames,
  store: World["store"],
): Promise<Organization | undefined> {
  const { organizations } = store;
  const name = (orgId ?? orgHandle ?? org ?? email ?? "").trim();
  if (name === "" || name.length > LONGEST_NAME) return undefined;
  if (orgId !== undefined) return isId(name) ? organizations.find(name) : undefined;
  if (orgHandle !== undefined) return organizations.findByHandle(name);
  if (org !== undefined) return (await organizations.findByName(name)) ?? organizations.findByHandle(name);
  return findOrganizationByEmail(name, store);
}

/** The parameters as they are once the user has chosen the organization. */
export function withOrganization(
  parameters: readonly (readonly [name: string, value: string])[],
  organizationId: string,
): (readonly [name: string, value: string])[] {
  const replaced: readonly string[] = [...NAMES, "orgDiscoveryType"];
  return [...parameters.filter(([name]) => !replaced.includes(name)), ["orgId", organizationId]];
}
